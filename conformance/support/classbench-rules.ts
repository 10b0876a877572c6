/** One filter of a ClassBench file as a box: each dimension an inclusive range, both ends numbers. */
export interface Filter {
  /** Number of its line, from 1. */
  readonly line: number
  /** Source address, destination address, source port, destination port, protocol. */
  readonly box: Box
}

export type Span = readonly [number, number]
export type Box = readonly [
  source: Span,
  destination: Span,
  sourcePort: Span,
  destinationPort: Span,
  protocol: Span,
]

const LINE =
  /^@(\d+\.\d+\.\d+\.\d+\/\d+)\s+(\d+\.\d+\.\d+\.\d+\/\d+)\s+(\d+)\s*:\s*(\d+)\s+(\d+)\s*:\s*(\d+)\s+0x([0-9a-f]+)\/0x([0-9a-f]+)/i

/**
 * Reads a rule set. The last column (TCP flags) is left aside, as all published results over these sets do.
 *
 * @throws Error with the line number where a line is no filter
 */
export const readFilters = (text: string): readonly Filter[] =>
  text.split('\n').flatMap((row, index): readonly Filter[] => {
    if (row.trim() === '') return []
    const found = LINE.exec(row)
    if (found === null) throw new Error(`line ${index + 1} is not a ClassBench filter: \`${row}\``)
    const [, source = '', destination = '', ...numbers] = found
    const [sourceFirst, sourceLast, first, last] = numbers.map(Number)
    const protocol = Number.parseInt(numbers[4] ?? '', 16)
    const mask = Number.parseInt(numbers[5] ?? '', 16)
    if (mask !== 0 && mask !== 0xff) throw new Error(`line ${index + 1}: a protocol mask is 0x00 or 0xFF`)
    return [
      {
        line: index + 1,
        box: [
          network(source),
          network(destination),
          [sourceFirst ?? 0, sourceLast ?? 0],
          [first ?? 0, last ?? 0],
          mask === 0 ? [0, 255] : [protocol, protocol],
        ],
      },
    ]
  })

/** Host bits are cleared: the sets carry some. */
const network = (text: string): Span => {
  const [address = '', prefix = ''] = text.split('/')
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const size = 2 ** (32 - Number(prefix))
  const first = value - (value % size)
  return [first, first + size - 1]
}

/**
 * Lines of the filters that are never the first to match, by looking for a packet that no earlier filter takes: every
 * earlier box, the largest first, is cut out of the filter's own until something is left for good. Shares no code with the
 * engine.
 */
export const deadByCutting = (filters: readonly Filter[]): readonly number[] =>
  filters.flatMap(({ line, box }, at) => {
    const earlier = filters
      .slice(0, at)
      .map((filter) => filter.box)
      .filter((other) => overlap(box, other))
      .sort((a, b) => size(b) - size(a))
    return isCovered(box, earlier, 0) ? [line] : []
  })

const isCovered = (box: Box, others: readonly Box[], from: number): boolean => {
  for (let at = from; at < others.length; at += 1) {
    const other = others[at]
    if (other !== undefined && overlap(box, other))
      return cut(box, other).every((part) => isCovered(part, others, at + 1))
  }
  return false
}

const overlap = (box: Box, other: Box): boolean =>
  box.every(([first, last], i) => last >= (other[i]?.[0] ?? 0) && first <= (other[i]?.[1] ?? 0))

const size = (box: Box): number => box.reduce((product, [first, last]) => product * (last - first + 1), 1)

/** The parts of a box that are outside another that overlaps it, disjoint. */
const cut = (box: Box, other: Box): readonly Box[] => {
  const parts: Box[] = []
  const rest: Span[] = [...box]
  for (const [i, [first, last]] of box.entries()) {
    const [from, to] = other[i] ?? [0, 0]
    const keep = (span: Span): void => {
      const [source, destination, sourcePort, destinationPort, protocol] = rest.with(i, span)
      if (source && destination && sourcePort && destinationPort && protocol)
        parts.push([source, destination, sourcePort, destinationPort, protocol])
    }
    if (first < from) keep([first, from - 1])
    if (last > to) keep([to + 1, last])
    rest[i] = [Math.max(first, from), Math.min(last, to)]
  }
  return parts
}
