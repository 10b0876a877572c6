import { GAP } from '../model/sizes.ts'
import { type Drawing, type Item, type Places, pairsOf } from './drawing.ts'

/** Room for lines and their labels between two layers. */
const BETWEEN = 110
const SWEEPS = 8
type Pair = readonly [from: number, to: number]
type WeighedPair = readonly [from: number, to: number, weight: number]

/** The same pairs without a circle: one that leads back to where its search came from is turned round. */
const acyclic = (count: number, pairs: readonly WeighedPair[]): readonly Pair[] => {
  const after = Array.from({ length: count }, (): number[] => [])
  const entered = new Array<number>(count).fill(0)
  for (const [from, to] of pairs) {
    after[from]?.push(to)
    entered[to] = (entered[to] ?? 0) + 1
  }
  const state = new Uint8Array(count)
  const back = new Set<string>()
  const visit = (at: number) => {
    state[at] = 1
    for (const next of after[at] ?? [])
      if (state[next] === 1) back.add(`${at} ${next}`)
      else if (state[next] === 0) visit(next)
    state[at] = 2
  }
  // Those that nobody talks to come first: traffic starts there.
  const starts = Array.from(entered.keys()).sort((a, b) => (entered[a] ?? 0) - (entered[b] ?? 0) || a - b)
  for (const start of starts) if (state[start] === 0) visit(start)
  return pairs.map(([from, to]): Pair => (back.has(`${from} ${to}`) ? [to, from] : [from, to]))
}

/** Beyond it, which direction is the heavier one is not worth its time. */
const MOST_WEIGHED = 400

/**
 * The same pairs without a circle, the heaviest as they are: one that would close a circle of heavier ones is turned round (the
 * greedy order of Eades, Lin and Smyth, 1993, by weight). Answers and probes are few; the way of the traffic is not.
 */
const acyclicByWeight = (count: number, pairs: readonly WeighedPair[]): readonly Pair[] => {
  const after = Array.from({ length: count }, (): number[] => [])
  const leads = (from: number, to: number): boolean => {
    const seen = new Set([from])
    for (const at of seen) {
      if (at === to) return true
      for (const next of after[at] ?? []) seen.add(next)
    }
    return false
  }
  return [...pairs]
    .sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1])
    .map(([from, to]): Pair => {
      const pair: Pair = leads(to, from) ? [to, from] : [from, to]
      after[pair[0]]?.push(pair[1])
      return pair
    })
}

/** The layer of each item: one after all that lead to it, and those that nobody leads to next to where they lead. */
const layersOf = (count: number, pairs: readonly Pair[]): readonly number[] => {
  const layer = new Array<number>(count).fill(0)
  for (let changed = true; changed; ) {
    changed = false
    for (const [from, to] of pairs) {
      const least = (layer[from] ?? 0) + 1
      if ((layer[to] ?? 0) >= least) continue
      layer[to] = least
      changed = true
    }
  }
  const entered = new Set(pairs.map(([, to]) => to))
  for (let item = 0; item < count; item += 1) {
    const next = pairs.flatMap(([from, to]) => (from === item ? [layer[to] ?? 0] : []))
    if (!entered.has(item) && next.length > 0) layer[item] = Math.min(...next) - 1
  }
  return layer
}

/** Middles of a column's items, near to the wished ones and `GAP` apart: those in each other's way share the shift. */
const stack = (column: readonly number[], wish: readonly number[], items: readonly Item[]): number[] => {
  const blocks: { members: number; sum: number; height: number }[] = []
  for (const item of column) {
    const height = (items[item]?.height ?? 0) + GAP
    let block = { members: 1, sum: (wish[item] ?? 0) - height / 2, height }
    for (let last = blocks.at(-1); last; last = blocks.at(-1)) {
      if (last.sum / last.members + last.height <= block.sum / block.members) break
      blocks.pop()
      block = {
        members: last.members + block.members,
        sum: last.sum + block.sum - last.height * block.members,
        height: last.height + block.height,
      }
    }
    blocks.push(block)
  }
  const tops = blocks.flatMap(({ members, sum }) => Array.from({ length: members }, () => sum / members))
  let [block, offset, left] = [0, 0, blocks[0]?.members ?? 0]
  return column.map((item, place) => {
    if (left === 0) {
      block += 1
      offset = 0
      left = blocks[block]?.members ?? 0
    }
    const height = (items[item]?.height ?? 0) + GAP
    const middle = (tops[place] ?? 0) + offset + height / 2
    offset += height
    left -= 1
    return middle
  })
}

/**
 * From left to right in the direction of the traffic: each item in the column after all that talk to it, next to those that it
 * talks with (Sugiyama, Tagawa and Toda, 1981, without bends: lines over several columns go straight).
 *
 * For items that all hang together. Depends only on the arguments. O(items × edges).
 */
export const layered = (drawing: Drawing): Places => {
  const { items } = drawing
  const all = pairsOf(drawing)
  const pairs = all.length > MOST_WEIGHED ? acyclic(items.length, all) : acyclicByWeight(items.length, all)
  const layer = layersOf(items.length, pairs)
  const columns = Array.from({ length: Math.max(...layer) + 1 }, (_, at) =>
    items.flatMap((_item, place) => (layer[place] === at ? [place] : [])),
  )
  const neighbours = items.map((_item, place) =>
    pairs.flatMap(([from, to]) => (from === place ? [to] : to === place ? [from] : [])),
  )
  const y = items.map(() => 0)
  const settleColumn = (column: number[]) => {
    stack(column, y, items).forEach((middle, place) => {
      y[column[place] ?? 0] = middle
    })
  }
  for (const column of columns) {
    column.forEach((item, place) => {
      y[item] = place * (items[item]?.height ?? 0)
    })
    settleColumn(column)
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1)
    for (const column of sweep % 2 === 0 ? columns : [...columns].reverse()) {
      const wish = [...y]
      for (const item of column) {
        const others = neighbours[item] ?? []
        if (others.length > 0)
          wish[item] = others.reduce((sum, other) => sum + (y[other] ?? 0), 0) / others.length
      }
      column.sort((a, b) => (wish[a] ?? 0) - (wish[b] ?? 0) || (y[a] ?? 0) - (y[b] ?? 0) || a - b)
      for (const item of column) y[item] = wish[item] ?? 0
      settleColumn(column)
    }
  const widths = columns.map((column) => Math.max(...column.map((item) => items[item]?.width ?? 0)))
  const left = widths.map((_width, at) =>
    widths.slice(0, at).reduce((sum, width) => sum + width + BETWEEN, 0),
  )
  return new Map(
    items.map(({ id, width, height }, place) => {
      const at = layer[place] ?? 0
      const indent = ((widths[at] ?? width) - width) / 2
      return [id, { x: Math.round((left[at] ?? 0) + indent), y: Math.round((y[place] ?? 0) - height / 2) }]
    }),
  )
}
