import { FLOW_STATES, type FlowState } from '@flowgate/shared'
import { formatCount, formatExact } from '../../../lib/format.ts'
import { StateMark } from '../../../ui/state/state-mark.tsx'
import { STATES } from '../../../ui/state/states.ts'
import type { MapResponse } from '../api/map.ts'
import './map-legend.css'

interface MapLegendProps {
  readonly legend: MapResponse['legend']
  readonly hidden: ReadonlySet<FlowState>
  readonly onToggle: (state: FlowState) => void
  /** What the width of a line stands for. */
  readonly weight: string
  readonly onWeight: (weight: string) => void
  /** Lines on the map, of the edges there are. */
  readonly drawn: number
  readonly edges: number
  readonly onAll: () => void
}

/** What the marks mean, how many edges and flows bear each, and switches for them. */
export const MapLegend = ({
  legend,
  hidden,
  onToggle,
  weight,
  onWeight,
  drawn,
  edges,
  onAll,
}: MapLegendProps) => (
  <fieldset className="fg-legend">
    <legend className="fg-legend__title">Show</legend>
    {FLOW_STATES.map((state) => {
      const { edges, flows } = legend[state]
      const shown = !hidden.has(state)
      return (
        <button
          key={state}
          type="button"
          aria-pressed={shown}
          className="fg-legend__item"
          title={`${STATES[state].meaning}. ${formatExact(edges)} edges, ${formatExact(flows)} flows. Click to ${shown ? 'hide' : 'show'}.`}
          onClick={() => onToggle(state)}
        >
          <StateMark state={state} />
          <span className="fg-num fg-legend__count">
            {formatCount(edges)} <span className="fg-subtle">/ {formatCount(flows)} flows</span>
          </span>
        </button>
      )
    })}
    <div className="fg-legend__width">
      <span className="fg-subtle">Width by</span>
      {(['sessions', 'bytes'] as const).map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={weight === name}
          className="fg-legend__choice"
          onClick={() => onWeight(name)}
        >
          {name}
        </button>
      ))}
    </div>
    {drawn < edges && (
      <div
        className="fg-legend__drawn"
        title="Of each verdict the heaviest. Select a node to see all of its own."
      >
        <span className="fg-num">
          {formatExact(drawn)} of {formatCount(edges)} edges drawn
        </span>
        <button type="button" className="fg-legend__choice" onClick={onAll}>
          all in the table
        </button>
      </div>
    )}
  </fieldset>
)
