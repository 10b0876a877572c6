import { FLOW_STATES } from '@flowgate/shared'

/** One arrow head for each state, in its colour. */
export const ArrowHeads = () => (
  <svg className="fg-arrows" aria-hidden="true">
    <defs>
      {FLOW_STATES.map((state) => (
        <marker
          key={state}
          id={`fg-arrow-${state}`}
          className={`fg-arrow fg-edge--${state}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0.5 0.8 7.2 4 0.5 7.2z" />
        </marker>
      ))}
    </defs>
  </svg>
)
