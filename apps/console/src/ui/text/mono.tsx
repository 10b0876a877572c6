import { Button, Tooltip } from '@patternfly/react-core'
import { CopyIcon } from '@patternfly/react-icons'
import type { ReactNode } from 'react'
import { useState } from 'react'
import './mono.css'

/** Addresses, ports and ids. */
export const Mono = ({ children }: { readonly children: ReactNode }) => (
  <span className="fg-mono">{children}</span>
)

/** An id or address that one wants to take elsewhere. */
export const CopyMono = ({ text, what = 'Copy' }: { readonly text: string; readonly what?: string }) => {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <span className="fg-copy">
      <span className="fg-mono">{text}</span>
      <Tooltip content={copied ? 'Copied' : what} onTooltipHidden={() => setCopied(false)}>
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
