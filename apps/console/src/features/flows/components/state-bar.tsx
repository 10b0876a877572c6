import { FLOW_STATES, type FlowState } from '@flowgate/shared'
import { formatCount } from '../../../lib/format.ts'
import { StateMark } from '../../../ui/state/state-mark.tsx'
import './state-bar.css'

/** Sessions by state as marks with numbers, the largest first. */
export const StateBar = ({ states }: { readonly states: Readonly<Record<FlowState, number>> }) => (
  <span className="fg-state-bar">
    {FLOW_STATES.filter((state) => states[state] > 0)
      .sort((a, b) => states[b] - states[a])
      .map((state) => (
        <span key={state} className="fg-state-bar__part">
          <StateMark state={state} compact /> <span className="fg-num">{formatCount(states[state])}</span>
        </span>
      ))}
  </span>
)
