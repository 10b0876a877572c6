import { StateGlyph } from './state-glyph.tsx'
import { DASHES, STATES, type StateName } from './states.ts'
import './state-mark.css'

interface StateMarkProps {
  readonly state: StateName
  /** The mark alone, named for readers of the screen; for dense places with a legend near by. */
  readonly compact?: boolean
  /** Instead of the state's own name: `drop`, `reject`. */
  readonly label?: string
}

/** One of the six verdict marks: a line, a sign and its name. The same everywhere. */
export const StateMark = ({ state, compact = false, label }: StateMarkProps) => {
  const look = STATES[state]
  const text = label ?? look.label
  return (
    <span className={`fg-mark fg-mark--${state}`} title={compact ? `${text}: ${look.meaning}` : look.meaning}>
      <svg
        className="fg-mark__line"
        viewBox="0 0 26 12"
        width="26"
        height="12"
        role="img"
        aria-hidden={!compact}
        aria-label={text}
      >
        {look.line === 'double' ? (
          <path d="M1 4.5h24M1 7.5h24" stroke="currentColor" strokeWidth={1.4} />
        ) : (
          <path
            d="M1 6h24"
            stroke="currentColor"
            strokeWidth={look.line === 'thin' ? 1 : 2.2}
            strokeDasharray={DASHES[look.line]}
            strokeLinecap={look.line === 'dotted' ? 'round' : 'butt'}
          />
        )}
        <g transform="translate(13 6)">
          <StateGlyph glyph={look.glyph} />
        </g>
      </svg>
      {!compact && <span className="fg-mark__text">{text}</span>}
    </span>
  )
}
