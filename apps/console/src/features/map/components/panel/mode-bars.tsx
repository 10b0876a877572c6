import type { MapNode } from '@flowgate/shared'
import { formatExact } from '../../../../lib/format.ts'
import './mode-bars.css'

const MODES = [
  ['full', 'Full'],
  ['selective', 'Selective'],
  ['visibility', 'Visibility'],
  ['idle', 'Idle'],
] as const

/** Workloads by enforcement mode. */
export const ModeBars = ({ modes }: { readonly modes: MapNode['modes'] }) => {
  const most = Math.max(1, ...MODES.map(([mode]) => modes[mode] ?? 0))
  return (
    <ul className="fg-modes">
      {MODES.map(([mode, label]) => {
        const count = modes[mode] ?? 0
        return (
          <li key={mode} className="fg-modes__row">
            <span>{label}</span>
            <span className="fg-modes__track">
              <span
                className={`fg-modes__bar fg-modes__bar--${mode}`}
                style={{ width: `${(count / most) * 100}%` }}
              />
            </span>
            <span className="fg-num">{formatExact(count)}</span>
          </li>
        )
      })}
    </ul>
  )
}
