import type { PortRange } from '../model/document.ts'
import { type Bitset, hasBit, isEmptyBitset } from '../resolve/bitset.ts'
import type { IcmpLine, PortGrid, ServiceAtoms } from './service-atoms.ts'

/**
 * Allowed services of one protocol. A field that is left out restricts nothing. Ranges are merged and sorted; `types` are
 * pairs of ICMP type and code, null = every code; `ip` stands for the protocols without fields of their own.
 */
export type Connection =
  | {
      readonly protocol: 'tcp' | 'udp' | 'sctp'
      readonly ports?: readonly PortRange[]
      readonly sourcePorts?: readonly PortRange[]
    }
  | { readonly protocol: 'icmp' | 'icmpv6'; readonly types?: readonly (readonly [number, number | null])[] }
  | { readonly protocol: 'ip'; readonly numbers: readonly (readonly [number, number])[] }

/** What the pieces in `allowed` add up to: 'all', or a list, empty where nothing is allowed. */
export function describeAtoms(atoms: ServiceAtoms, allowed: Bitset): 'all' | readonly Connection[] {
  if (isEmptyBitset(allowed)) return []
  if (isFull(allowed, atoms.size)) return 'all'
  const numbers = atoms.others.flatMap((other) => (hasBit(allowed, other.atom) ? other.numbers : []))
  return [
    ...atoms.grids.flatMap((grid) => describeGrid(grid, allowed)),
    ...atoms.icmp.flatMap((line) => describeIcmp(line, allowed)),
    ...(numbers.length === 0 ? [] : [{ protocol: 'ip' as const, numbers: mergeNumbers(numbers) }]),
  ]
}

function isFull(set: Bitset, size: number): boolean {
  for (let bit = 0; bit < size; bit += 1) if (!hasBit(set, bit)) return false
  return true
}

/** One connection for each different set of destination ports, with the source ports that have it. */
function describeGrid(
  { protocol, first, source, destination }: PortGrid,
  allowed: Bitset,
): readonly Connection[] {
  const bySet = new Map<string, { ports: readonly PortRange[]; sourcePorts: PortRange[] }>()
  const width = destination.length
  for (const [s, range] of source.entries()) {
    const start = first + s * width
    const ports = rangesOf(allowed, start, start + width, (piece) => destination[piece - start])
    if (ports.length === 0) continue
    const key = source.length === 1 ? '' : ports.join()
    const known = bySet.get(key) ?? { ports, sourcePorts: [] }
    known.sourcePorts.push(range)
    bySet.set(key, known)
  }
  return [...bySet.values()].map(({ ports, sourcePorts }) => ({
    protocol,
    ...(sourcePorts.length === source.length ? {} : { sourcePorts: mergeRanges(sourcePorts) }),
    ...(ports[0]?.[0] === 0 && ports[0][1] === 65_535 ? {} : { ports }),
  }))
}

/** The ports of the pieces from `first` up to `end` that are in the set, neighbours joined. A word of the set is skipped at once. */
function rangesOf(
  set: Bitset,
  first: number,
  end: number,
  portsOf: (piece: number) => PortRange | undefined,
): readonly PortRange[] {
  const ranges: PortRange[] = []
  for (let at = nextBit(set, first, end, 0); at < end; ) {
    const past = nextBit(set, at, end, -1)
    ranges.push([portsOf(at)?.[0] ?? 0, portsOf(past - 1)?.[1] ?? 0])
    at = nextBit(set, past, end, 0)
  }
  return ranges
}

/** The first bit from `at` on that is set, where `flip` is 0, or not set, where it is -1; `end` where there is none. */
function nextBit(set: Bitset, at: number, end: number, flip: 0 | -1): number {
  let from = at
  while (from < end) {
    const word = ((set[from >>> 5] ?? 0) ^ flip) >>> (from & 31)
    if (word !== 0) return Math.min(end, from + 31 - Math.clz32(word & -word))
    from = (from | 31) + 1
  }
  return end
}

function describeIcmp({ protocol, first, keys }: IcmpLine, allowed: Bitset): readonly Connection[] {
  const held = keys.filter((_, i) => hasBit(allowed, first + i))
  if (held.length === 0) return []
  if (held.length === keys.length) return [{ protocol }]
  const types: (readonly [number, number | null])[] = []
  for (const [from, to] of mergeRanges(held)) {
    for (let key = from; key <= to; key += 1) {
      const whole = (key & 255) === 0 && key + 255 <= to
      types.push([key >>> 8, whole ? null : key & 255])
      if (whole) key += 255
    }
  }
  return [{ protocol, types }]
}

/** Sorted ranges in, adjacent ones joined. */
export function mergeRanges(ranges: readonly PortRange[]): readonly PortRange[] {
  const merged: [number, number][] = []
  for (const [first, last] of ranges) {
    const previous = merged.at(-1)
    if (previous !== undefined && previous[1] + 1 === first) previous[1] = last
    else merged.push([first, last])
  }
  return merged
}

const mergeNumbers = (numbers: readonly number[]): readonly PortRange[] =>
  mergeRanges([...numbers].sort((a, b) => a - b).map((number) => [number, number]))
