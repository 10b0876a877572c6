import {
  type KeyedSelection,
  RecentResults,
  type Selection,
  sumConversations,
} from '../flows/flows.read-model.ts'
import { type DrawnMap, drawMap, type MapDepth, type Traffic, trafficOf } from './drawn-map.ts'
import { type Graph, graphOf } from './map-graph.ts'

/** On a large estate a drawing is tens of megabytes and a graph a few: few are kept, for the views that are open now. */
const KEPT_DRAWINGS = 6
const KEPT_GRAPHS = 12

/** What maps are made of, kept for as long as it is asked for again: by another page of the table, another level, another reader. */
export const createDrawings = () => {
  const traffics = new RecentResults<Traffic>(KEPT_DRAWINGS)
  const drawings = new RecentResults<DrawnMap>(KEPT_DRAWINGS)
  const graphs = new RecentResults<Graph>(KEPT_GRAPHS)
  const keyOf = ({ key }: KeyedSelection, { level, expand, silent }: MapDepth) =>
    `${key} ${level} ${silent} ${expand.join(' ')}`
  const trafficIn = (selection: Selection): Traffic => trafficOf(selection, sumConversations(selection))

  const draw = (selection: KeyedSelection, depth: MapDepth): DrawnMap =>
    drawings.get(keyOf(selection, depth), () =>
      drawMap(
        selection,
        traffics.get(selection.key, () => trafficIn(selection)),
        depth,
      ),
    )
  return {
    draw,
    graph: (selection: KeyedSelection, depth: MapDepth, focus: string | undefined): Graph =>
      graphs.get(`${keyOf(selection, depth)} focus ${focus}`, () =>
        graphOf(selection, draw(selection, depth), focus),
      ),
  }
}
