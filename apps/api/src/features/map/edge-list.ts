import type { listMapEdges, Output, Parsed } from '@flowgate/shared'
import { decodeCursor, encodeCursor } from '../../http/cursor.ts'
import { compareKeys, parseSort } from '../../http/paging.ts'
import { type EndpointView, nodeLabel, type Selection, stateOf } from '../flows/flows.read-model.ts'
import type { DrawnMap } from './drawn-map.ts'
import { edgeItems } from './edge-items.ts'
import { nodeParents } from './node-parents.ts'

const NUMERIC = ['sessions', 'bytes', 'flows', 'services', 'firstSeen', 'lastSeen'] as const
const TEXT = ['source', 'destination', 'state'] as const
const FIELDS = [...NUMERIC, ...TEXT] as const

/** `shop / web`: a tier's label alone could be any application's. */
const pathsOf = (view: EndpointView, seen: Uint8Array): ((node: number) => string) => {
  const parents = nodeParents(view, seen)
  const known = new Map<number, string>()
  const pathOf = (node: number): string => {
    const before = known.get(node)
    if (before !== undefined) return before
    const parent = parents.get(node)
    const label = nodeLabel(view.nodes.textOf(node) ?? '', view)
    const path = parent === undefined ? label : `${pathOf(parent)} / ${label}`
    known.set(node, path)
    return path
  }
  return pathOf
}

/** One page of all edges. Cursors name the last edge's key and id, so pages neither repeat nor skip one that stayed. */
export const edgeList = (
  selection: Selection,
  map: DrawnMap,
  query: Pick<Parsed<typeof listMapEdges>['query'], 'sort' | 'limit' | 'cursor'>,
): Output<typeof listMapEdges> => {
  const { view } = selection
  const { edges, sums } = map
  const sort = parseSort(query.sort, FIELDS, '-sessions')
  const path = pathsOf(view, map.seen)
  const idOf = (edge: number) =>
    `${view.nodes.textOf(edges.source[edge] ?? 0)}>${view.nodes.textOf(edges.target[edge] ?? 0)}`
  const keyOf = (edge: number): string | number => {
    const { field } = sort
    if (field === 'source') return path(edges.source[edge] ?? 0)
    if (field === 'destination') return path(edges.target[edge] ?? 0)
    if (field === 'state') return stateOf(edges.state[edge] ?? 0)
    return edges[field][edge] ?? 0
  }
  const sign = sort.descending ? -1 : 1
  const after = decodeCursor(query.cursor, sort.text, 2)
  const rows = Array.from({ length: edges.size }, (_, edge) => ({ edge, key: keyOf(edge), id: idOf(edge) }))
  const compare = (
    a: { key: string | number | null; id: string },
    b: { key: string | number | null; id: string },
  ) => sign * compareKeys(a.key, b.key) || compareKeys(a.id, b.id)
  const [key, id] = after ?? []
  const last = { key: key ?? null, id: String(id) }
  const left = (after ? rows.filter((row) => compare(row, last) > 0) : rows).sort(compare)
  const shown = left.slice(0, query.limit)
  const end = shown.at(-1)
  return {
    items: edgeItems(
      selection,
      sums,
      edges,
      shown.map(({ edge }) => edge),
    ).map((item, index) => {
      const edge = shown[index]?.edge ?? 0
      return {
        ...item,
        sourcePath: path(edges.source[edge] ?? 0),
        destinationPath: path(edges.target[edge] ?? 0),
      }
    }),
    nextCursor:
      end && left.length > shown.length ? encodeCursor({ sort: sort.text, keys: [end.key, end.id] }) : null,
    total: edges.size,
  }
}
