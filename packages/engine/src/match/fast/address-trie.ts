import { word } from '../../model/packet-key.ts'
import type { ClassInterval } from './address-classes.ts'

/**
 * IPv4 address -> class in at most four reads: a trie of 256-way nodes in one array. An entry is the offset of a child node,
 * or, negative, `~class` for everything below it. Nodes exist only where classes change inside them.
 */
export function buildIpv4Trie(intervals: readonly ClassInterval[]): Int32Array {
  const starts = Float64Array.from(intervals, ({ first }) => Number(first))
  const classes = Int32Array.from(intervals, (interval) => interval.class)
  let nodes = new Int32Array(256 * 64)
  let used = 0
  /** The interval that the address being filled lies in: addresses come in ascending order. */
  let at = 0

  const fill = (base: number, size: number): number => {
    const offset = used
    used += 256
    if (used > nodes.length) {
      const larger = new Int32Array(nodes.length * 2)
      larger.set(nodes)
      nodes = larger
    }
    for (let i = 0; i < 256; i += 1) {
      const first = base + i * size
      while (at + 1 < starts.length && (starts[at + 1] as number) <= first) at += 1
      const whole = at + 1 === starts.length || (starts[at + 1] as number) >= first + size
      const entry = whole ? ~(classes[at] as number) : fill(first, size / 256)
      nodes[offset + i] = entry
    }
    return offset
  }
  fill(0, 2 ** 24)
  return nodes.slice(0, used)
}

/** `address` as a signed word. */
export function lookupIpv4(trie: Int32Array, address: number): number {
  let entry = trie[address >>> 24] as number
  if (entry >= 0) entry = trie[entry + ((address >>> 16) & 255)] as number
  if (entry >= 0) entry = trie[entry + ((address >>> 8) & 255)] as number
  if (entry >= 0) entry = trie[entry + (address & 255)] as number
  return ~entry
}

/** The starts of the IPv6 intervals, four words each with the sign bit flipped so that signed order is unsigned order. */
export interface Ipv6Intervals {
  readonly starts: Int32Array
  readonly classes: Int32Array
}

const SIGN = 0x80000000 | 0

export function buildIpv6Intervals(intervals: readonly ClassInterval[]): Ipv6Intervals {
  const starts = new Int32Array(intervals.length * 4)
  for (const [i, { first }] of intervals.entries()) {
    for (let j = 0; j < 4; j += 1) starts[i * 4 + j] = word(first, BigInt(96 - 32 * j)) ^ SIGN
  }
  return { starts, classes: Int32Array.from(intervals, (interval) => interval.class) }
}

/** Binary search, O(log intervals): sparse 64-bit interface ids would make a trie a thousand times larger. */
export function lookupIpv6(
  { starts, classes }: Ipv6Intervals,
  w0: number,
  w1: number,
  w2: number,
  w3: number,
): number {
  const a = w0 ^ SIGN
  const b = w1 ^ SIGN
  const c = w2 ^ SIGN
  const d = w3 ^ SIGN
  let low = 0
  let high = classes.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    const at = middle * 4
    let difference = (starts[at] as number) - a
    if (difference === 0) difference = (starts[at + 1] as number) - b
    if (difference === 0) difference = (starts[at + 2] as number) - c
    if (difference === 0) difference = (starts[at + 3] as number) - d
    if (difference <= 0) low = middle
    else high = middle - 1
  }
  return classes[low] as number
}
