import { FLOW_STATES, type Overview } from '@flowgate/shared'
import { Link } from 'react-router'
import { formatCount } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { STATES } from '../../../ui/state/states.ts'

interface TopBarsProps {
  readonly label: string
  readonly items: Overview['topTalkers']
  /** For the links: window and what else narrows the list. */
  readonly narrow: Readonly<Record<string, string>>
  readonly empty: string
}

/** The largest groups as bars, split by verdict; each leads to the flows behind it. */
export const TopBars = ({ label, items, narrow, empty }: TopBarsProps) => {
  const most = Math.max(1, ...items.map((item) => item.sessions))
  if (items.length === 0) return <p className="fg-subtle">{empty}</p>
  return (
    <ol className="fg-bars" aria-label={label}>
      {items.map((item) => (
        <li key={item.label} className="fg-bars__row">
          <Link className="fg-truncate" to={paths.traffic({ ...narrow, ...item.filter })} title={item.label}>
            {item.label}
          </Link>
          <span className="fg-bars__track">
            {FLOW_STATES.map((state) =>
              item.states[state] > 0 ? (
                <span
                  key={state}
                  className={`fg-bars__part fg-bars__part--${state}`}
                  style={{ width: `${(item.states[state] / most) * 100}%` }}
                  title={`${STATES[state].label}: ${formatCount(item.states[state])} sessions`}
                />
              ) : null,
            )}
          </span>
          <span className="fg-num">{formatCount(item.sessions)}</span>
        </li>
      ))}
    </ol>
  )
}
