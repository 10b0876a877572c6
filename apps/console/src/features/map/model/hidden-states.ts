import { FLOW_STATES, type FlowState } from '@flowgate/shared'
import type { MapUrl } from './view-state.ts'

/** Marks that the legend has switched off. */
export const hiddenStates = ({ hide }: Pick<MapUrl, 'hide'>): ReadonlySet<FlowState> => {
  const names = hide.split(',')
  return new Set(FLOW_STATES.filter((state) => names.includes(state)))
}
