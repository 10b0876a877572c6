import { StateGlyph } from '../../../../ui/state/state-glyph.tsx'
import { DASHES, STATES } from '../../../../ui/state/states.ts'
import type { EdgeData } from '../../model/flow-elements.ts'

/** A line with its state's dashes, sign and services, and a wide invisible one to hit. */
export const EdgeLine = ({ data: { item, line } }: { readonly data: EdgeData }) => {
  const look = STATES[item.state]
  const { x, y } = line.label
  return (
    <>
      <path
        className="react-flow__edge-interaction"
        d={line.path}
        fill="none"
        strokeWidth={16}
        stroke="transparent"
      />
      <path
        className="fg-edge__line"
        d={line.path}
        fill="none"
        strokeWidth={item.width}
        strokeDasharray={DASHES[look.line]}
        strokeLinecap={look.line === 'dotted' ? 'round' : 'butt'}
        markerEnd={`url(#fg-arrow-${item.state})`}
      />
      <g transform={`translate(${x} ${y})`} className="fg-edge__sign">
        <StateGlyph glyph={look.glyph} />
      </g>
      {item.label !== '' && (
        <text className="fg-edge__label" x={x} y={y - 9} textAnchor="middle">
          {item.label}
        </text>
      )}
    </>
  )
}
