import type { Size } from '../model/rect.ts'
import { type Item, type Places, pairsOf } from './drawing.ts'
import type { ClusterEdge } from './unplaced.ts'

/** Room for lines between neighbours. */
const ROOM: Size = { width: 48, height: 40 }
const ASPECT = 1.8
const ROUNDS = 16
/** How much of its own place a node keeps in each round: without it, pairs would swap places for ever. */
const INERTIA = 0.3

/** Ranks of values in order, equal ones by `tie`. */
const order = (values: Float64Array, tie: Float64Array): Int32Array =>
  Int32Array.from(values.keys()).sort(
    (a, b) => (values[a] ?? 0) - (values[b] ?? 0) || (tie[a] ?? 0) - (tie[b] ?? 0) || a - b,
  )

/**
 * Many nodes on a lattice, such that those that talk with each other lie near each other: in each round every node is drawn to
 * the middle of its neighbours, and then all are spread over the lattice again in the order in which they lie, first into
 * columns and then within each. The busiest begin in the middle. A force-directed layout of as many takes seconds; here every
 * round is a sort.
 *
 * Depends only on the arguments. O(rounds × (edges + n log n)).
 */
export const lattice = (items: readonly Item[], edges: readonly ClusterEdge[]): Places => {
  const count = items.length
  const width = Math.max(...items.map((item) => item.width)) + ROOM.width
  const height = Math.max(...items.map((item) => item.height)) + ROOM.height
  const columns = Math.max(1, Math.round(Math.sqrt((count * ASPECT * height) / width)))
  const pairs = pairsOf({ items, edges })
  const degree = new Float64Array(count)
  for (const [a, b] of pairs) {
    degree[a] = (degree[a] ?? 0) + 1
    degree[b] = (degree[b] ?? 0) + 1
  }
  // A sunflower: the busiest in the middle, the others around it in the order of their traffic.
  const x = new Float64Array(count)
  const y = new Float64Array(count)
  const nobody = new Float64Array(count)
  order(
    degree.map((value) => -value),
    nobody,
  ).forEach((node, rank) => {
    const radius = Math.sqrt(rank / count)
    x[node] = radius * Math.cos(rank * 2.399963)
    y[node] = radius * Math.sin(rank * 2.399963)
  })
  const cell = { column: new Int32Array(count), row: new Int32Array(count) }
  const spread = () => {
    const byX = order(x, y)
    const perColumn = Math.ceil(count / columns)
    for (let column = 0; column * perColumn < count; column += 1) {
      const members = byX.slice(column * perColumn, (column + 1) * perColumn)
      members.sort((a, b) => (y[a] ?? 0) - (y[b] ?? 0) || a - b)
      members.forEach((node, row) => {
        cell.column[node] = column
        cell.row[node] = row
        x[node] = ((column + 0.5) / columns) * 2 - 1
        y[node] = ((row + 0.5) / members.length) * 2 - 1
      })
    }
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const sumX = x.map((value, node) => value * INERTIA * (degree[node] ?? 0))
    const sumY = y.map((value, node) => value * INERTIA * (degree[node] ?? 0))
    for (const [a, b] of pairs) {
      sumX[a] = (sumX[a] ?? 0) + (x[b] ?? 0)
      sumY[a] = (sumY[a] ?? 0) + (y[b] ?? 0)
      sumX[b] = (sumX[b] ?? 0) + (x[a] ?? 0)
      sumY[b] = (sumY[b] ?? 0) + (y[a] ?? 0)
    }
    for (let node = 0; node < count; node += 1) {
      const weight = (degree[node] ?? 0) * (1 + INERTIA)
      if (weight === 0) continue
      x[node] = (sumX[node] ?? 0) / weight
      y[node] = (sumY[node] ?? 0) / weight
    }
    spread()
  }
  return new Map(
    items.map(({ id }, node) => [
      id,
      { x: (cell.column[node] ?? 0) * width, y: (cell.row[node] ?? 0) * height },
    ]),
  )
}
