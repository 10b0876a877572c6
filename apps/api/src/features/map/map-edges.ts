import type { ConversationSums, Selection } from '../flows/flows.read-model.ts'

/**
 * Edges in columns, each a place in every array; `states` and `flowStates` have four places for each. There may be hundreds of
 * thousands, of which an answer shows few.
 */
export interface EdgeColumns {
  readonly size: number
  /** Codes of nodes. */
  readonly source: Uint32Array
  readonly target: Uint32Array
  readonly states: Float64Array
  readonly flowStates: Float64Array
  readonly sessions: Float64Array
  readonly flows: Float64Array
  readonly bytes: Float64Array
  readonly firstSeen: Float64Array
  readonly lastSeen: Float64Array
  /** Sessions that a rule decided. */
  readonly byRule: Float64Array
  /** How many different services. */
  readonly services: Uint32Array
  /** The state that most sessions have; the more alarming one where two have as many. */
  readonly state: Uint8Array
  /** Edge of each conversation of the selection, in the order of `sums.present`. */
  readonly ofPresent: Uint32Array
  /** For how many edges it stands. */
  readonly stands: Uint32Array
}

/** The more alarming ones first. */
const BY_ALARM = [1, 2, 3, 0]

const mainState = (states: Float64Array, flowStates: Float64Array, edge: number): number => {
  let best = -1
  for (const state of BY_ALARM) {
    if ((flowStates[edge * 4 + state] ?? 0) === 0) continue
    if (best < 0 || (states[edge * 4 + state] ?? 0) > (states[edge * 4 + best] ?? 0)) best = state
  }
  return Math.max(0, best)
}

/** Which edge each conversation belongs to, and the ends of each edge. */
interface Numbered {
  readonly ofPresent: Uint32Array
  /** Source and target of each edge in turn, as codes of nodes. */
  readonly ends: readonly number[]
}

/** Gives each pair of nodes a place, in the order of `items`. */
const numberPairs = (
  items: number,
  nodes: number,
  endsOf: (item: number) => readonly [source: number, target: number],
) => {
  const places = new Map<number, number>()
  const placeOf = new Uint32Array(items)
  const ends: number[] = []
  for (let item = 0; item < items; item += 1) {
    const [source, target] = endsOf(item)
    const key = source * nodes + target
    let place = places.get(key)
    if (place === undefined) {
      place = places.size
      places.set(key, place)
      ends.push(source, target)
    }
    placeOf[item] = place
  }
  return { placeOf, ends }
}

const sumUp = ({ memory }: Selection, sums: ConversationSums, { ofPresent, ends }: Numbered): EdgeColumns => {
  const { present } = sums
  const size = ends.length / 2
  const edges: EdgeColumns = {
    size,
    source: Uint32Array.from({ length: size }, (_, edge) => ends[edge * 2] ?? 0),
    target: Uint32Array.from({ length: size }, (_, edge) => ends[edge * 2 + 1] ?? 0),
    states: new Float64Array(size * 4),
    flowStates: new Float64Array(size * 4),
    sessions: new Float64Array(size),
    flows: new Float64Array(size),
    bytes: new Float64Array(size),
    firstSeen: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    lastSeen: new Float64Array(size),
    byRule: new Float64Array(size),
    services: new Uint32Array(size),
    state: new Uint8Array(size),
    ofPresent,
    stands: new Uint32Array(size).fill(1),
  }
  const add = (column: Float64Array | Uint32Array, at: number, value: number) => {
    column[at] = (column[at] ?? 0) + value
  }
  const known = new Set<number>()
  for (let index = 0; index < present.length; index += 1) {
    const code = present[index] ?? 0
    const edge = ofPresent[index] ?? 0
    for (let state = 0; state < 4; state += 1) {
      const sessions = sums.sessions[code * 4 + state] ?? 0
      const flows = sums.flows[code * 4 + state] ?? 0
      add(edges.states, edge * 4 + state, sessions)
      add(edges.flowStates, edge * 4 + state, flows)
      add(edges.sessions, edge, sessions)
      add(edges.flows, edge, flows)
    }
    add(edges.bytes, edge, sums.bytes[code] ?? 0)
    add(edges.byRule, edge, sums.byRule[code] ?? 0)
    edges.firstSeen[edge] = Math.min(edges.firstSeen[edge] ?? 0, sums.firstSeen[code] ?? 0)
    edges.lastSeen[edge] = Math.max(edges.lastSeen[edge] ?? 0, sums.lastSeen[code] ?? 0)
    const before = known.size
    known.add(edge * memory.services.length + (memory.conversations[code]?.service ?? 0))
    if (known.size > before) add(edges.services, edge, 1)
  }
  for (let edge = 0; edge < size; edge += 1)
    edges.state[edge] = mainState(edges.states, edges.flowStates, edge)
  return edges
}

/** Adds conversations up by the nodes that their ends are drawn as; traffic within a node is an edge to itself. */
export const sumEdges = (
  selection: Selection,
  sums: ConversationSums,
  drawn: Uint32Array,
  nodes: number,
): EdgeColumns => {
  const { conversations } = selection.memory
  const { placeOf, ends } = numberPairs(sums.present.length, nodes, (index) => {
    const conversation = conversations[sums.present[index] ?? 0]
    return [drawn[conversation?.source ?? 0] ?? 0, drawn[conversation?.destination ?? 0] ?? 0]
  })
  return sumUp(selection, sums, { ofPresent: placeOf, ends })
}

/** Edges between the nodes that `endsOf` gives for the ends of finer ones. Sums stay the same. */
export const liftEdges = (
  selection: Selection,
  sums: ConversationSums,
  fine: EdgeColumns,
  nodes: number,
  endsOf: (source: number, target: number) => readonly [source: number, target: number],
): EdgeColumns => {
  const { placeOf, ends } = numberPairs(fine.size, nodes, (edge) =>
    endsOf(fine.source[edge] ?? 0, fine.target[edge] ?? 0),
  )
  const lifted = sumUp(selection, sums, { ofPresent: fine.ofPresent.map((edge) => placeOf[edge] ?? 0), ends })
  lifted.stands.fill(0)
  for (const place of placeOf) lifted.stands[place] = (lifted.stands[place] ?? 0) + 1
  return lifted
}
