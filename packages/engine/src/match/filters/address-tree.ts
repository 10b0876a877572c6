import { createGrowable } from './growable.ts'
import { createListStore } from './list-store.ts'
import type { Pieces } from './pieces.ts'

/**
 * IPv4 address -> value. The upper 12 bits lead to a page, the next four to an entry of it: of pages that are equal, one is
 * stored. Below are nodes that part the lower half of an address at up to seven places, for all of which a processor needs one
 * comparison of vectors. An entry below `values` is a value, the others are nodes. Every address passes the same number of
 * nodes, `depth`, where that can be done; only what is cut finest passes more. A step that all take costs less than one that
 * has to be guessed.
 */
export interface AddressTree {
  /** 4,096 numbers of pages. */
  readonly root: Int32Array
  readonly depth: 1 | 2
  /** Does any address pass more nodes than `depth`? */
  readonly isDeeper: boolean
}

/** Nodes and pages of any number of trees. */
export interface TreeNodes {
  /** @param firstValue what a tree's value 0 is among the values of all trees */
  readonly add: (pieces: Pieces, firstValue: number) => AddressTree
  readonly nodeCount: () => number
  /** Node `i` is the 16 numbers from `i * 16` on: seven separators, one unused, eight entries. */
  readonly nodes: () => Int32Array
  readonly pageCount: () => number
  /** Page `i` is the 16 entries from `i * 16` on. */
  readonly pages: () => Int32Array
}

/**
 * A separator is the last lower half before a cut, less 32,768 so that signed comparison orders it; an address lies behind all
 * separators that are less than its own. Past the last cut this one follows, which nothing lies behind.
 */
export const SEPARATOR_BIAS = 0x8000
const NO_SEPARATOR = 0x7fff
const FAN = 8
export const ROOT = 4_096
export const PAGE = 16
const HALF = 65_536
/** With one in so many of the cuts in halves that one node does not part, all addresses pass two nodes. */
const DEEP_SHARE = 10

/** @param values entries below are values */
export function createTreeNodes(values: number): TreeNodes {
  const nodes = createGrowable(16_384)
  const pages = createListStore()
  const page = new Int32Array(PAGE)

  const add = (pieces: Pieces, firstValue: number): AddressTree => {
    const { starts, values: classes } = pieces
    const depth = depthFor(starts)
    const root = new Int32Array(ROOT)
    let isDeeper = false
    /** Nodes that part nothing, by number of steps and value. */
    const passing = [new Map<number, number>(), new Map<number, number>()]

    const addNode = (cuts: readonly number[], entries: readonly number[]): number => {
      const number = nodes.length() / 16
      for (let i = 0; i < FAN; i += 1) nodes.push(cuts[i] ?? NO_SEPARATOR)
      for (let i = 0; i < FAN; i += 1) nodes.push(entries[i] ?? (entries.at(-1) as number))
      return values + number
    }
    const leaf = (value: number, steps: number): number => {
      if (steps === 0) return value
      const known = passing[steps - 1]?.get(value)
      if (known !== undefined) return known
      const made = addNode([], [leaf(value, steps - 1)])
      passing[steps - 1]?.set(value, made)
      return made
    }
    /** The entry for pieces from `low` up to `high`, all of one upper half, after which so many steps are taken. */
    const entryOf = (low: number, high: number, steps: number): number => {
      const count = high - low
      if (count === 1) return leaf(firstValue + (classes[low] as number), steps)
      const direct = count <= FAN && steps < 2
      if (!direct && steps < 2) isDeeper = true
      const children = direct ? count : Math.min(FAN, Math.ceil(count / FAN))
      const cuts: number[] = []
      const entries: number[] = []
      for (let i = 0; i < children; i += 1) {
        const from = low + Math.floor((count * i) / children)
        const to = low + Math.floor((count * (i + 1)) / children)
        if (i > 0) cuts.push((((starts[from] as number) - 1) & 0xffff) - SEPARATOR_BIAS)
        entries.push(entryOf(from, to, Math.max(0, steps - 1)))
      }
      return addNode(cuts, entries)
    }
    /** Pages of one entry, by value. */
    const even = new Map<number, number>()
    let piece = 0
    /** How many pieces have a part of the `size` addresses from `first` on; `piece` becomes the first of them. */
    const partsOf = (first: number, size: number): number => {
      while (piece + 1 < starts.length && (starts[piece + 1] as number) <= first) piece += 1
      let end = piece + 1
      while (end < starts.length && (starts[end] as number) < first + size) end += 1
      return end - piece
    }
    for (let i = 0; i < ROOT; i += 1) {
      const first = i * PAGE * HALF
      const isEven = partsOf(first, PAGE * HALF) === 1
      const known = isEven ? even.get(classes[piece] as number) : undefined
      if (known !== undefined) {
        root[i] = known
        continue
      }
      for (let j = 0; j < PAGE; j += 1) {
        const count = partsOf(first + j * HALF, HALF)
        page[j] = entryOf(piece, piece + count, depth)
      }
      const number = pages.numberOf(page, PAGE)
      root[i] = number
      if (isEven) even.set(classes[piece] as number, number)
    }
    return { root, depth, isDeeper }
  }
  return {
    add,
    nodeCount: () => nodes.length() / 16,
    nodes: nodes.finish,
    pageCount: pages.count,
    pages: () => pages.finish().items,
  }
}

function depthFor(starts: Uint32Array): 1 | 2 {
  let inside = 0
  let crowded = 0
  for (let at = 0; at < starts.length; ) {
    const half = (starts[at] as number) >>> 16
    let count = 0
    for (; at < starts.length && (starts[at] as number) >>> 16 === half; at += 1)
      if (((starts[at] as number) & 0xffff) !== 0) count += 1
    inside += count
    if (count >= FAN) crowded += count
  }
  return crowded * DEEP_SHARE > inside ? 2 : 1
}
