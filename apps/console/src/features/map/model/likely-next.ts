import { FLOW_STATES, type MapNode } from '@flowgate/shared'
import { type MapUrl, toggleExpanded } from './view-state.ts'

/** On a larger map nobody can say what comes next, and each answer costs the Manager more. */
const SMALL = 40
const MOST = 8

/** Views that are one step away on a small map: each node opened or closed, the busiest first, and each verdict alone. */
export const likelyNext = (
  url: MapUrl,
  nodes: readonly Pick<MapNode, 'id' | 'expandable'>[],
): readonly MapUrl[] => {
  if (nodes.length > SMALL) return []
  const toggled = nodes
    .filter(({ expandable }) => expandable)
    .slice(0, MOST)
    .map(({ id }) => ({ ...url, expand: toggleExpanded(url, id) }))
  const alone = url.state === '' ? FLOW_STATES.map((state) => ({ ...url, state })) : [{ ...url, state: '' }]
  return [...toggled, ...alone]
}
