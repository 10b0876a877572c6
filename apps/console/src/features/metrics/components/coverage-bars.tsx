import type { Overview } from '@flowgate/shared'
import { Link } from 'react-router'
import { formatCount, formatShare } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'

interface CoverageBarsProps {
  readonly items: Overview['coverageByApplication']
  readonly window: Readonly<Record<string, string>>
}

/** The share of each application's sessions that explicit rules decided, the least covered first. */
export const CoverageBars = ({ items, window }: CoverageBarsProps) => {
  if (items.length === 0) return <p className="fg-subtle">No traffic of an application in this window.</p>
  return (
    <ol className="fg-bars" aria-label="Coverage by application">
      {[...items]
        .sort((a, b) => a.share - b.share || b.sessions - a.sessions)
        .map((item) => (
          <li key={item.application} className="fg-bars__row">
            <Link
              className="fg-truncate"
              to={paths.map({
                ...window,
                node: `app:${item.application}`,
                expand: `app:${item.application}`,
              })}
            >
              {item.application}
            </Link>
            <span
              className="fg-bars__track"
              title={`${formatCount(item.covered)} of ${formatCount(item.sessions)} sessions`}
            >
              <span
                className="fg-bars__part fg-bars__part--allowed"
                style={{ width: `${item.share * 100}%` }}
              />
            </span>
            <span className="fg-num">{formatShare(item.share)}</span>
          </li>
        ))}
    </ol>
  )
}
