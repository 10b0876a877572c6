import { FLOW_STATES } from '@flowgate/shared'
import type { EdgeColumns } from './map-edges.ts'

/** The busiest first; equal ones in the order of their nodes, which does not change. */
export const bySessions = (edges: EdgeColumns): readonly number[] =>
  Array.from({ length: edges.size }, (_, edge) => edge).sort(
    (a, b) =>
      (edges.sessions[b] ?? 0) - (edges.sessions[a] ?? 0) ||
      (edges.source[a] ?? 0) - (edges.source[b] ?? 0) ||
      (edges.target[a] ?? 0) - (edges.target[b] ?? 0),
  )

/**
 * At most `limit` edges, the busiest of each state first: a denied edge with one session says more than the thousandth allowed
 * one. All edges of the node `focus` are kept beside them.
 */
export const keptEdges = (
  edges: EdgeColumns,
  ranked: readonly number[],
  limit: number,
  focus: number | undefined,
): readonly number[] => {
  if (ranked.length <= limit) return ranked
  const kept = new Set<number>()
  const share = Math.floor(limit / FLOW_STATES.length)
  const left = new Uint32Array(FLOW_STATES.length).fill(share)
  for (const edge of ranked) {
    const state = edges.state[edge] ?? 0
    if ((left[state] ?? 0) === 0) continue
    left[state] = (left[state] ?? 0) - 1
    kept.add(edge)
  }
  for (const edge of ranked) {
    if (kept.size >= limit) break
    kept.add(edge)
  }
  if (focus !== undefined)
    for (const edge of ranked)
      if (edges.source[edge] === focus || edges.target[edge] === focus) kept.add(edge)
  return ranked.filter((edge) => kept.has(edge))
}
