import { Tooltip } from '@patternfly/react-core'
import { type LiveState, useLiveState } from '../../lib/live.ts'

const TEXT: Readonly<Record<LiveState, readonly [label: string, meaning: string]>> = {
  connecting: ['Connecting', 'Connecting to live updates.'],
  live: ['Live', 'Changes by others and new traffic appear by themselves.'],
  away: ['Not live', 'Live updates are interrupted; trying again. What you see may be old.'],
}

export const LiveIndicator = () => {
  const state = useLiveState()
  const [label, meaning] = TEXT[state]
  return (
    <Tooltip content={meaning}>
      <button type="button" className={`fg-live fg-live--${state}`} aria-label={`${label}. ${meaning}`}>
        <span className="fg-live__dot" aria-hidden="true" />
        <span role="status">{label}</span>
      </button>
    </Tooltip>
  )
}
