import { memo } from 'react'
import { StateGlyph } from '../../../../ui/state/state-glyph.tsx'
import { DASHES, STATES } from '../../../../ui/state/states.ts'
import type { DrawnEdge } from '../../model/flow-elements.ts'

/** A line with its state's dashes, and a wide invisible one to hit. */
export const EdgeLine = memo(({ edge: { id, item, line, selected } }: { readonly edge: DrawnEdge }) => {
  const look = STATES[item.state]
  return (
    <g data-id={id} className={`fg-edge fg-edge--${item.state}${selected ? ' fg-edge--selected' : ''}`}>
      <title>{`${look.label}: ${item.label}`}</title>
      <path className="fg-edge__hit" d={line.path} />
      <path
        className="fg-edge__line"
        d={line.path}
        fill="none"
        strokeWidth={item.width}
        strokeDasharray={DASHES[look.line]}
        strokeLinecap={look.line === 'dotted' ? 'round' : 'butt'}
        markerEnd={`url(#fg-arrow-${item.state})`}
      />
    </g>
  )
})

/** Its sign and its services, which stand above all lines. */
export const EdgeSign = memo(({ edge: { id, item, label, selected } }: { readonly edge: DrawnEdge }) => (
  <g
    data-id={id}
    className={`fg-edge-sign fg-edge--${item.state}${selected ? ' fg-edge--selected' : ''}`}
    transform={`translate(${label.x} ${label.y})`}
  >
    <g className="fg-edge__sign">
      <StateGlyph glyph={STATES[item.state].glyph} />
    </g>
    {item.label !== '' && (
      <text className="fg-edge__label" y={-9} textAnchor="middle">
        {item.label}
      </text>
    )}
  </g>
))
