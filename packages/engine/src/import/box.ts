import { type AddressSet, complement, intersection, subtract } from '../model/address-set.ts'
import type { PortRange, ServiceEntry } from '../model/document.ts'
import { PROTOCOL_NAME } from '../model/protocol.ts'

/** Whole numbers as sorted, disjoint ranges. */
export type Numbers = readonly PortRange[]

/** A product of sets: the packets that a match holds. Ports count where the protocol has them, ICMP where it is ICMP. */
export interface Box {
  readonly source: AddressSet
  readonly destination: AddressSet
  readonly protocol: Numbers
  readonly sourcePort: Numbers
  readonly destinationPort: Numbers
  /** `type << 8 | code`. */
  readonly icmp: Numbers
}

export const ALL_ADDRESSES: AddressSet = complement([])
export const ALL_PROTOCOLS: Numbers = [[0, 255]]
export const ALL_PORTS: Numbers = [[0, 65_535]]

export const EVERYTHING: Box = {
  source: ALL_ADDRESSES,
  destination: ALL_ADDRESSES,
  protocol: ALL_PROTOCOLS,
  sourcePort: ALL_PORTS,
  destinationPort: ALL_PORTS,
  icmp: ALL_PORTS,
}

const NUMBERS = ['protocol', 'sourcePort', 'destinationPort', 'icmp'] as const
const ADDRESSES = ['source', 'destination'] as const

export function outside(numbers: Numbers, all: Numbers): Numbers {
  const [[first, last] = [0, 0]] = all
  const out: PortRange[] = []
  let next = first
  for (const [from, to] of numbers) {
    if (from > next) out.push([next, from - 1])
    next = Math.max(next, to + 1)
  }
  if (next <= last) out.push([next, last])
  return out
}

export const numbersOf = (ranges: readonly PortRange[]): Numbers => {
  const out: [number, number][] = []
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = out.at(-1)
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last)
    else out.push([first, last])
  }
  return out
}

/** What is in both. */
export const common = (a: Numbers, b: Numbers): Numbers =>
  a.flatMap(([first, last]) =>
    b.flatMap(([from, to]): PortRange[] =>
      Math.max(first, from) <= Math.min(last, to) ? [[Math.max(first, from), Math.min(last, to)]] : [],
    ),
  )

/** What is in both; null where that is nothing. */
export function meet(a: Box, b: Box): Box | null {
  const box: Box = {
    source: intersection(a.source, b.source),
    destination: intersection(a.destination, b.destination),
    protocol: common(a.protocol, b.protocol),
    sourcePort: common(a.sourcePort, b.sourcePort),
    destinationPort: common(a.destinationPort, b.destinationPort),
    icmp: common(a.icmp, b.icmp),
  }
  return [...ADDRESSES, ...NUMBERS].some((key) => box[key].length === 0) ? null : box
}

/** The parts of `a` outside `b`, disjoint. */
export function without(a: Box, b: Box): readonly Box[] {
  if (meet(a, b) === null) return [a]
  const parts: Box[] = []
  let rest = a
  for (const key of ADDRESSES) {
    const outer = subtract(rest[key], b[key])
    if (outer.length > 0) parts.push({ ...rest, [key]: outer })
    rest = { ...rest, [key]: intersection(rest[key], b[key]) }
  }
  for (const key of NUMBERS) {
    const outer = common(rest[key], outside(b[key], key === 'protocol' ? ALL_PROTOCOLS : ALL_PORTS))
    if (outer.length > 0) parts.push({ ...rest, [key]: outer })
    rest = { ...rest, [key]: common(rest[key], b[key]) }
  }
  return parts
}

const isAll = (numbers: Numbers, all: Numbers): boolean => outside(numbers, all).length === 0

/** Service entries for a box; empty = any service. */
export function entriesOf(box: Box): readonly ServiceEntry[] {
  const noPorts = isAll(box.sourcePort, ALL_PORTS) && isAll(box.destinationPort, ALL_PORTS)
  if (isAll(box.protocol, ALL_PROTOCOLS) && noPorts && isAll(box.icmp, ALL_PORTS)) return []
  return box.protocol.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((number) => entries(number, box)),
  )
}

function entries(number: number, box: Box): readonly ServiceEntry[] {
  const protocol = PROTOCOL_NAME.get(number)
  if (protocol === undefined) return [{ protocol: 'ip', number }]
  if (protocol !== 'icmp' && protocol !== 'icmpv6') {
    const sourcePorts = isAll(box.sourcePort, ALL_PORTS) ? [] : box.sourcePort
    const destinationPorts = isAll(box.destinationPort, ALL_PORTS) ? [] : box.destinationPort
    return [{ protocol, sourcePorts, destinationPorts }]
  }
  if (isAll(box.icmp, ALL_PORTS)) return [{ protocol, type: null, code: null }]
  return box.icmp.flatMap(([first, last]) => {
    const out: ServiceEntry[] = []
    for (let key = first; key <= last; key += 1) {
      const whole = (key & 255) === 0 && key + 255 <= last
      out.push({ protocol, type: key >>> 8, code: whole ? null : key & 255 })
      if (whole) key += 255
    }
    return out
  })
}
