import {
  buildSnapshot,
  type Connection,
  connectivity,
  type FlowgateDocument,
  formatAddress,
  parseAddress,
  parseAddressSpec,
} from '@flowgate/engine'
import { workload } from './documents.ts'
import { NOTHING, transportText, unionText } from './services.ts'

/** What a document lets through, asked by name of workload or by address of someone outside. */
export interface OpenMap {
  /** Names of the workloads, each once. */
  readonly names: readonly string[]
  /** One address out of each piece in which all outside addresses fare alike. */
  readonly outside: readonly string[]
  /** Connections as in `transportText`. */
  readonly between: (source: string, destination: string) => string
}

const LAST = parseAddress('255.255.255.255')

/**
 * The map of a document. Outside addresses are IPv4, cut at every end of a range of the document and of `more`; addresses
 * of the workloads are not outside.
 */
export function openMap(
  document: FlowgateDocument,
  more: readonly string[],
  textOf: (connections: 'all' | readonly Connection[]) => string = transportText,
): OpenMap {
  const own = new Set(
    document.inventory.workloads.flatMap(({ vnics }) => vnics.flatMap(({ addresses }) => addresses)),
  )
  const outside = pieces([...specsOf(document), ...more]).filter((text) => !own.has(text))
  const probes = outside.map((address) =>
    workload(address, {
      excluded: true,
      vnics: [{ id: 'outside', mac: null, segment: null, addresses: [address] }],
    }),
  )
  const { inventory } = document
  const snapshot = buildSnapshot({
    ...document,
    inventory: { ...inventory, workloads: [...inventory.workloads, ...probes] },
  })
  const nameOf = new Map(inventory.workloads.map(({ id, name }) => [id, name]))
  const open = new Map<string, string>()
  for (const { src, dst, connections } of connectivity(snapshot)) {
    // Between two outside nobody enforces anything.
    if (!nameOf.has(src) && !nameOf.has(dst)) continue
    const key = `${nameOf.get(src) ?? src} ${nameOf.get(dst) ?? dst}`
    const text = textOf(connections)
    const known = open.get(key)
    open.set(key, known === undefined || known === text ? text : unionText([known, text]))
  }
  return {
    names: [...new Set(nameOf.values())],
    outside,
    between: (source, destination) => open.get(`${source} ${destination}`) ?? NOTHING,
  }
}

export const specsOf = ({ groups, policies }: FlowgateDocument): readonly string[] => [
  ...groups.flatMap(({ members }) => members.addresses),
  ...policies.flatMap(({ rules }) =>
    rules.flatMap(({ sources, destinations }) => [...sources.addresses, ...destinations.addresses]),
  ),
]

/** The first address of each piece into which these specs cut IPv4. */
export function pieces(specs: readonly string[]): readonly string[] {
  const zero = parseAddress('0.0.0.0')
  if (!zero.ok || !LAST.ok) throw new Error('0.0.0.0 and 255.255.255.255 are addresses')
  const starts = new Set([zero.value])
  for (const spec of specs) {
    const range = parseAddressSpec(spec)
    if (!range.ok || range.value.last > LAST.value) continue
    starts.add(range.value.first)
    const after = parseAddress(formatAddress(range.value.last))
    if (after.ok && range.value.last < LAST.value) starts.add((range.value.last + 1n) as typeof zero.value)
  }
  return [...starts].sort((a, b) => (a < b ? -1 : 1)).map(formatAddress)
}

/** The last address of each piece, given the first ones in order. */
export const lastOfPieces = (firsts: readonly string[]): readonly string[] =>
  firsts.map((_, index) => {
    const next = parseAddress(firsts[index + 1] ?? '')
    if (!next.ok) return '255.255.255.255'
    return formatAddress((next.value - 1n) as typeof next.value)
  })

/** Does a range `first-last` of IPv4 hold the address? */
export function rangeHolds(range: string, address: string): boolean {
  const parsed = parseAddressSpec(range)
  const one = parseAddress(address)
  return parsed.ok && one.ok && parsed.value.first <= one.value && one.value <= parsed.value.last
}
