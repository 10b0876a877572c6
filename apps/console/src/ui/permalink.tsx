import { Button, Tooltip } from '@patternfly/react-core'
import { LinkIcon } from '@patternfly/react-icons'
import { useState } from 'react'

/** Copies the address of the view as it is, filters included. */
export const Permalink = () => {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(window.location.href)
    setCopied(true)
  }
  return (
    <Tooltip
      content={copied ? 'Link copied' : 'Copy a link to this view'}
      onTooltipHidden={() => setCopied(false)}
    >
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
