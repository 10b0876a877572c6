import type { Filter, Span } from './filter.ts'
import { createListStore, type ListStore, type Lists } from './list-store.ts'

/**
 * A *service* is what a filter says of protocol and ports: filters have few different ones. A packet's *origin class* follows
 * from its protocol and source port, its *target class* from its destination port. A service matches a packet whose two
 * classes are both among the service's own; the product of all three fields is never written out.
 */
export interface Services {
  readonly count: number
  /** The service of each filter. */
  readonly serviceOf: Int32Array
  /** By protocol, then by number in `sourcePortOf`: `origins[protocolOf[protocol] * sourcePorts + number]`. */
  readonly protocolOf: Uint16Array
  readonly sourcePortOf: Uint16Array
  readonly sourcePorts: number
  readonly origins: Int32Array
  readonly originCount: number
  readonly targetOf: Uint16Array
  readonly targetCount: number
  /** By service its classes, ascending. */
  readonly originsOf: Lists
  readonly targetsOf: Lists
  /** Does a service match whatever another one does? */
  readonly covers: (service: number, other: number) => boolean
}

/** Words of sets of services that may be written out, and words of them that may be gone through. */
const MOST_KEPT = 16_000_000
const MOST_WORK = 64_000_000
/** Origin and target classes together are numbered in 16 bits. */
const MOST_CLASSES = 65_535
const MOST_SOURCE_PORTS = 32_767

/** Null where the ports of the filters cut each other into more pieces than tables can hold. */
export function servicesOf(filters: readonly Filter[]): Services | null {
  const store = createListStore()
  const key = new Int32Array(3)
  const serviceOf = Int32Array.from(filters, ({ protocols, sourcePorts, destinationPorts }) => {
    key[0] = packed(protocols)
    key[1] = packed(sourcePorts)
    key[2] = packed(destinationPorts)
    return store.numberOf(key, 3)
  })
  const count = store.count()
  const keys = store.finish().items
  const protocols = fieldClasses(keys, 0, 256)
  const sourcePorts = fieldClasses(keys, 1, 65_536)
  const targets = fieldClasses(keys, 2, 65_536)
  if (protocols === null || sourcePorts === null || targets === null) return null
  const origins = originClasses(protocols.sets, sourcePorts.sets, (count + 31) >>> 5)
  if (origins === null || origins.sets.count() + targets.sets.count() > MOST_CLASSES) return null
  return {
    count,
    serviceOf,
    protocolOf: protocols.classOf,
    sourcePortOf: sourcePorts.classOf,
    sourcePorts: sourcePorts.sets.count(),
    origins: origins.classOf,
    originCount: origins.sets.count(),
    targetOf: targets.classOf,
    targetCount: targets.sets.count(),
    originsOf: classesOf(origins.sets, count),
    targetsOf: classesOf(targets.sets, count),
    covers: (service, other) => {
      for (let i = 0; i < 3; i += 1) {
        const [outer, inner] = [keys[service * 3 + i] as number, keys[other * 3 + i] as number]
        if (outer >>> 16 > inner >>> 16 || (outer & 0xffff) < (inner & 0xffff)) return false
      }
      return true
    },
  }
}

const packed = ([first, last]: Span): number => (first << 16) | last

/** The values of one field, by the set of services whose span holds them. */
interface FieldClasses {
  readonly classOf: Uint16Array
  /** Bit per service. */
  readonly sets: ListStore
}

function fieldClasses(keys: Int32Array, field: number, size: number): FieldClasses | null {
  const services = keys.length / 3
  const words = (services + 31) >>> 5
  /** Per service one number for each end: the place above, the service below. */
  const flips = new Float64Array(services * 2)
  for (let service = 0; service < services; service += 1) {
    const span = keys[service * 3 + field] as number
    flips[service * 2] = (span >>> 16) * 2 ** 32 + service
    flips[service * 2 + 1] = ((span & 0xffff) + 1) * 2 ** 32 + service
  }
  flips.sort()
  const classOf = new Uint16Array(size)
  const sets = createListStore()
  const active = new Int32Array(words)
  let next = 0
  for (let start = 0; start < size; ) {
    for (; next < flips.length && Math.floor((flips[next] as number) / 2 ** 32) <= start; next += 1) {
      const service = (flips[next] as number) >>> 0
      active[service >>> 5] = (active[service >>> 5] as number) ^ (1 << (service & 31))
    }
    const end = next < flips.length ? Math.min(size, Math.floor((flips[next] as number) / 2 ** 32)) : size
    classOf.fill(sets.numberOf(active, words), start, end)
    if (sets.count() * words > MOST_KEPT) return null
    start = end
  }
  return { classOf, sets }
}

/** Protocols and source ports crossed. */
function originClasses(
  protocols: ListStore,
  sourcePorts: ListStore,
  words: number,
): { readonly classOf: Int32Array; readonly sets: ListStore } | null {
  const [height, width] = [protocols.count(), sourcePorts.count()]
  if (width > MOST_SOURCE_PORTS || height * width * words > MOST_WORK) return null
  const classOf = new Int32Array(height * width)
  const sets = createListStore()
  const both = new Int32Array(words)
  for (let i = 0; i < height; i += 1) {
    const protocol = protocols.list(i)
    for (let j = 0; j < width; j += 1) {
      const ports = sourcePorts.list(j)
      for (let word = 0; word < words; word += 1)
        both[word] = (protocol[word] as number) & (ports[word] as number)
      classOf[i * width + j] = sets.numberOf(both, words)
      if (sets.count() * words > MOST_KEPT) return null
    }
  }
  return { classOf, sets }
}

/** Sets of services by class, turned round: the classes by service. */
function classesOf(sets: ListStore, services: number): Lists {
  const begins = new Int32Array(services + 1)
  forEachMember(sets, (service) => {
    begins[service + 1] = (begins[service + 1] as number) + 1
  })
  for (let service = 0; service < services; service += 1)
    begins[service + 1] = (begins[service + 1] as number) + (begins[service] as number)
  const items = new Int32Array(begins[services] as number)
  const next = begins.slice()
  forEachMember(sets, (service, number) => {
    items[next[service] as number] = number
    next[service] = (next[service] as number) + 1
  })
  return { begins, items }
}

function forEachMember(sets: ListStore, visit: (service: number, set: number) => void): void {
  for (let number = 0; number < sets.count(); number += 1) {
    const set = sets.list(number)
    for (let i = 0; i < set.length; i += 1) {
      for (let bits = set[i] as number; bits !== 0; bits &= bits - 1)
        visit(i * 32 + 31 - Math.clz32(bits & -bits), number)
    }
  }
}
