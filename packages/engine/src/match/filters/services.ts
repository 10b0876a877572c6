import type { Filter, Span } from './filter.ts'
import { createInterner } from './interner.ts'
import { buildPortTable, type PortTable } from './port-table.ts'

/**
 * (protocol, source port, destination port) -> service class: the distinct sets of services that a packet can match.
 * `classOf[protocolBase[protocol] + sourceBase(sourcePort) + destinationClass(destinationPort)]` is the class;
 * bit `s` of the `words` words from `matches[class * words]` on tells whether service `s` matches its packets.
 */
export interface ServiceClasses {
  readonly protocolBase: Int32Array
  readonly sourceBase: PortTable
  readonly destinationClass: PortTable
  readonly classOf: Uint16Array
  readonly matches: Int32Array
  readonly words: number
  readonly classes: number
  /** The service of each filter, by its position. */
  readonly serviceOf: Int32Array
  /** The classes that match each service. */
  readonly classesOf: readonly (readonly number[])[]
}

/** Work and memory that the cross product of ports and protocols may take, in words. */
const MOST_WORDS = 64_000_000

/** Null where the ports of the filters cut each other into more pieces than a table can hold. */
export function serviceClasses(filters: readonly Filter[]): ServiceClasses | null {
  const numbers = new Map<string, number>()
  const services: Filter[] = []
  const serviceOf = Int32Array.from(filters, (filter) => {
    const key = `${filter.protocols} ${filter.sourcePorts} ${filter.destinationPorts}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, services.length)
    return services.push(filter) - 1
  })
  const words = Math.max(1, (services.length + 31) >>> 5)
  const protocols = fieldClasses(
    services.map((service) => service.protocols),
    256,
    words,
  )
  const sources = fieldClasses(
    services.map((service) => service.sourcePorts),
    65_536,
    words,
  )
  const destinations = fieldClasses(
    services.map((service) => service.destinationPorts),
    65_536,
    words,
  )
  const [p, s, d] = [protocols.sets.length, sources.sets.length, destinations.sets.length]
  if (p * s * d * words > MOST_WORDS) return null

  const classOf = new Uint16Array(p * s * d)
  const interner = createInterner()
  const both = new Int32Array(words)
  const all = new Int32Array(words)
  let at = 0
  for (const protocol of protocols.sets) {
    for (const source of sources.sets) {
      for (let i = 0; i < words; i += 1) both[i] = (protocol[i] as number) & (source[i] as number)
      for (const destination of destinations.sets) {
        for (let i = 0; i < words; i += 1) all[i] = (both[i] as number) & (destination[i] as number)
        const number = interner.numberOf(all)
        if (number > 65_535) return null
        classOf[at] = number
        at += 1
      }
    }
  }
  const matches = new Int32Array(interner.lists.length * words)
  const classesOf = services.map((): number[] => [])
  for (const [number, set] of interner.lists.entries()) {
    matches.set(set, number * words)
    for (const [service, classes] of classesOf.entries())
      if ((((set[service >>> 5] as number) >>> (service & 31)) & 1) === 1) classes.push(number)
  }
  return {
    protocolBase: Int32Array.from(protocols.classOf, (number) => number * s * d),
    sourceBase: buildPortTable((port) => (sources.classOf[port] as number) * d),
    destinationClass: buildPortTable((port) => destinations.classOf[port] as number),
    classOf,
    matches,
    words,
    classes: interner.lists.length,
    serviceOf,
    classesOf,
  }
}

/** The values of one field, by the set of services whose span holds them. */
function fieldClasses(spans: readonly Span[], size: number, words: number) {
  const starts = new Set([0])
  const flips = new Map<number, number[]>()
  const flip = (at: number, service: number): void => {
    if (at >= size) return
    starts.add(at)
    const known = flips.get(at)
    if (known === undefined) flips.set(at, [service])
    else known.push(service)
  }
  for (const [service, [first, last]] of spans.entries()) {
    flip(first, service)
    flip(last + 1, service)
  }
  const sorted = [...starts].sort((a, b) => a - b)
  const classOf = new Uint16Array(size)
  const interner = createInterner()
  const active = new Int32Array(words)
  for (const [i, start] of sorted.entries()) {
    for (const service of flips.get(start) ?? [])
      active[service >>> 5] = (active[service >>> 5] as number) ^ (1 << (service & 31))
    classOf.fill(interner.numberOf(active), start, sorted[i + 1] ?? size)
  }
  return { classOf, sets: interner.lists }
}
