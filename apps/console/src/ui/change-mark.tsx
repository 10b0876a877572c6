import { Label } from '@patternfly/react-core'
import './change-mark.css'

type Change = 'added' | 'modified' | 'moved' | 'removed'
const SIGN: Readonly<Record<Change, string>> = { added: '+', modified: '~', moved: '↕', removed: '−' }
const COLOR: Readonly<Record<Change, 'green' | 'purple' | 'grey' | 'red'>> = {
  added: 'green',
  modified: 'purple',
  moved: 'grey',
  removed: 'red',
}

interface ChangeMarkProps {
  readonly change: Change | null
  /** The sign alone, named for readers of the screen. */
  readonly compact?: boolean
}

/** How an object differs from what the draft started from; nothing when it does not. */
export const ChangeMark = ({ change, compact = false }: ChangeMarkProps) => {
  if (change === null) return null
  if (compact)
    return (
      <span role="img" aria-label={change} title={change} className={`fg-change fg-change--${change}`}>
        {SIGN[change]}
      </span>
    )
  return (
    <Label isCompact variant="outline" color={COLOR[change]}>
      {SIGN[change]} {change}
    </Label>
  )
}
