import type { Connection } from '@flowgate/engine'

/** What one end may open to another; an empty list is nothing. */
export type Open = 'all' | readonly Connection[]

export const NONE: Open = []

/** Of what `connectivity` found: equal texts, equal sets. */
export const openText = (open: Open): string => JSON.stringify(open)

/** Is all of `one` in `other`? */
export function isWithin(one: Open, other: Open): boolean {
  if (one === 'all' || other === 'all') return other === 'all'
  const theirs = boxesOf(other)
  return [...boxesOf(one)].every(([protocol, boxes]) =>
    boxes.every((box) => isCovered(box, theirs.get(protocol) ?? [])),
  )
}

export const isSame = (one: Open, other: Open): boolean =>
  openText(one) === openText(other) || (isWithin(one, other) && isWithin(other, one))

/** Is anything in both? */
export function meet(one: Open, other: Open): boolean {
  if (one === 'all') return other === 'all' || other.length > 0
  if (other === 'all') return one.length > 0
  const theirs = boxesOf(other)
  return [...boxesOf(one)].some(([protocol, boxes]) =>
    boxes.some((box) => (theirs.get(protocol) ?? []).some((mine) => overlap(box, mine))),
  )
}

/** What is in both. */
export function intersection(one: Open, other: Open): Open {
  if (one === 'all' || other === 'all') return one === 'all' ? other : one
  const theirs = boxesOf(other)
  return [...boxesOf(one)].flatMap(([protocol, boxes]) =>
    boxes.flatMap((box) =>
      (theirs.get(protocol) ?? [])
        .filter((mine) => overlap(box, mine))
        .flatMap((mine) => connectionsOf(protocol, [common(box[0], mine[0]), common(box[1], mine[1])])),
    ),
  )
}

function connectionsOf(protocol: string, [source, ports]: Box): readonly Connection[] {
  if (protocol === 'ip') return [{ protocol, numbers: [ports] }]
  if (protocol !== 'icmp' && protocol !== 'icmpv6')
    return [{ protocol: protocol as 'tcp' | 'udp' | 'sctp', sourcePorts: [source], ports: [ports] }]
  if (ports[0] === WHOLE[0] && ports[1] === WHOLE[1]) return [{ protocol }]
  const keys = Array.from({ length: ports[1] - ports[0] + 1 }, (_, index) => ports[0] + index)
  return [{ protocol, types: keys.map((key) => [key >>> 8, key & 255] as const) }]
}

const common = (a: Span, b: Span): Span => [Math.max(a[0], b[0]), Math.min(a[1], b[1])]

type Span = readonly [number, number]
/** Source and destination ports; of ICMP type and code as one number; of others the protocol's number. */
type Box = readonly [Span, Span]

const WHOLE: Span = [0, 65_535]

function boxesOf(open: readonly Connection[]): ReadonlyMap<string, readonly Box[]> {
  const boxes = new Map<string, Box[]>()
  for (const each of open)
    boxes.set(each.protocol, [...(boxes.get(each.protocol) ?? []), ...boxesOfOne(each)])
  return boxes
}

function boxesOfOne(each: Connection): readonly Box[] {
  if ('numbers' in each) return each.numbers.map((range): Box => [WHOLE, range])
  if (each.protocol === 'icmp' || each.protocol === 'icmpv6') return icmpBoxes(each)
  const { sourcePorts = [WHOLE], ports = [WHOLE] } = each as Extract<Connection, { sourcePorts?: unknown }>
  return sourcePorts.flatMap((source) => ports.map((port): Box => [source, port]))
}

const icmpBoxes = (each: Extract<Connection, { types?: unknown }>): readonly Box[] =>
  each.types?.map(([type, code]): Box => {
    const first = type * 256
    return [WHOLE, code === null ? [first, first + 255] : [first + code, first + code]]
  }) ?? [[WHOLE, WHOLE]]

const overlap = (a: Box, b: Box): boolean =>
  a[0][0] <= b[0][1] && b[0][0] <= a[0][1] && a[1][0] <= b[1][1] && b[1][0] <= a[1][1]

function isCovered(box: Box, others: readonly Box[]): boolean {
  const at = others.findIndex((other) => overlap(box, other))
  const other = others[at]
  if (other === undefined) return false
  return outside(box, other).every((part) => isCovered(part, others.slice(at + 1)))
}

/** The parts of a box that are not in another that overlaps it. */
function outside([source, ports]: Box, [otherSource, otherPorts]: Box): readonly Box[] {
  const shared = common(source, otherSource)
  return [
    ...spansOutside(source, otherSource).map((span): Box => [span, ports]),
    ...spansOutside(ports, otherPorts).map((span): Box => [shared, span]),
  ]
}

const spansOutside = ([first, last]: Span, [from, to]: Span): readonly Span[] => [
  ...(first < from ? [[first, from - 1] as const] : []),
  ...(last > to ? [[to + 1, last] as const] : []),
]
