import { Button, Tooltip } from '@patternfly/react-core'
import { CopyIcon } from '@patternfly/react-icons'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { copyText, NOT_COPIED } from '../../lib/copy.ts'
import './mono.css'

/** Addresses, ports and ids. */
export const Mono = ({ children }: { readonly children: ReactNode }) => (
  <span className="fg-mono">{children}</span>
)

/** An id or address that one wants to take elsewhere. */
export const CopyMono = ({ text, what = 'Copy' }: { readonly text: string; readonly what?: string }) => {
  const [copied, setCopied] = useState<boolean | null>(null)
  const copy = async () => setCopied(await copyText(text))
  const hint = copied === null ? what : copied ? 'Copied' : NOT_COPIED
  return (
    <span className="fg-copy">
      <span className="fg-mono">{text}</span>
      <Tooltip content={hint} onTooltipHidden={() => setCopied(null)}>
        <Button
          variant="plain"
          size="sm"
          className="fg-copy__button"
          aria-label={`${what} ${text}`}
          icon={<CopyIcon />}
          onClick={() => void copy()}
        />
      </Tooltip>
    </span>
  )
}
