import { Button, Tooltip } from '@patternfly/react-core'
import { LinkIcon } from '@patternfly/react-icons'
import { useState } from 'react'
import { copyText, NOT_COPIED } from '../lib/copy.ts'

/** Copies the address of the view as it is, filters included. */
export const Permalink = () => {
  const [copied, setCopied] = useState<boolean | null>(null)
  const copy = async () => setCopied(await copyText(window.location.href))
  const hint = copied === null ? 'Copy a link to this view' : copied ? 'Link copied' : NOT_COPIED
  return (
    <Tooltip content={hint} onTooltipHidden={() => setCopied(null)}>
      <Button
        variant="plain"
        size="sm"
        aria-label="Copy a link to this view"
        icon={<LinkIcon />}
        onClick={() => void copy()}
      />
    </Tooltip>
  )
}
