import type { Filter } from '@flowgate/engine'

/** A packet's five fields: addresses as unsigned numbers. */
export type FiveTuple = readonly [
  source: number,
  destination: number,
  sourcePort: number,
  destinationPort: number,
  protocol: number,
]

/** Numbers in [0, 1), the same for the same seed. */
const generator = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Packets that hit: each a random place in the filter that `pick` chooses, from numbers in [0, 1) that it draws. */
export const tracePicked = (
  pick: (next: () => number) => Filter,
  count: number,
  seed: number,
): readonly FiveTuple[] => {
  const next = generator(seed)
  const within = ([first, last]: readonly [number, number]): number =>
    first + Math.floor(next() * (last - first + 1))
  return Array.from({ length: count }, (): FiveTuple => {
    const filter = pick(next)
    return [
      within(filter.source),
      within(filter.destination),
      within(filter.sourcePorts),
      within(filter.destinationPorts),
      within(filter.protocols),
    ]
  })
}

/** @throws RangeError where there is none */
export const anyOf = <T>(items: readonly T[], next: () => number): T => {
  const item = items[Math.floor(next() * items.length)]
  if (item === undefined) throw new RangeError('there is nothing to pick from')
  return item
}

/**
 * Reads a ClassBench trace: five decimal numbers a line, source first; further columns are left aside.
 * @throws Error with the line number where a line has no five numbers
 */
export const readTrace = (text: string): readonly FiveTuple[] =>
  text.split('\n').flatMap((line, index): readonly FiveTuple[] => {
    if (line.trim() === '') return []
    const [a, b, c, d, e] = line.trim().split(/\s+/).map(Number)
    const fits = (value: number | undefined, largest: number): value is number =>
      value !== undefined && Number.isInteger(value) && value >= 0 && value <= largest
    const [address, port] = [2 ** 32 - 1, 65_535]
    if (fits(a, address) && fits(b, address) && fits(c, port) && fits(d, port) && fits(e, 255))
      return [[a, b, c, d, e]]
    throw new Error(
      `line ${index + 1} of the trace is not \`source destination port port protocol\`: \`${line}\``,
    )
  })

/** The definition, to check every answer by: position of the first filter that holds the packet, -1 for none. */
export const linearScan = (filters: readonly Filter[], packets: readonly FiveTuple[]): Int32Array => {
  const ends = Uint32Array.from(
    filters.flatMap((filter) => [
      ...filter.source,
      ...filter.destination,
      ...filter.sourcePorts,
      ...filter.destinationPorts,
      ...filter.protocols,
    ]),
  )
  return Int32Array.from(packets, (packet) => {
    for (let at = 0, filter = 0; at < ends.length; at += 10, filter += 1) {
      let holds = true
      for (let i = 0; i < 5 && holds; i += 1) {
        const value = packet[i] ?? 0
        holds = (ends[at + 2 * i] ?? 0) <= value && value <= (ends[at + 2 * i + 1] ?? 0)
      }
      if (holds) return filter
    }
    return -1
  })
}
