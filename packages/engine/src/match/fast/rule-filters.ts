import type { EndpointTerm, MatchRule, MatchWorld } from '../../compile/match-rule.ts'
import { FAMILY_RANGE } from '../../model/address.ts'
import type { ServiceEntry } from '../../model/document.ts'
import { protocolNumber } from '../../model/protocol.ts'
import type { Filter, Span } from '../filters/filter.ts'

/** Rules as filters over IPv4: `ruleOf[i]` is the number of the rule that filter `i` is a part of, ascending. */
export interface RuleFilters {
  readonly filters: readonly Filter[]
  readonly ruleOf: Int32Array
}

const PORTS: Span = [0, 65_535]
const ADDRESSES: Span = [0, 2 ** 32 - 1]

/**
 * What the enabled rules of a direction say of IPv4 packets, conditions left aside.
 *
 * @param most filters; rules of large groups are better off as groups
 * @returns null where there would be more
 */
export function ruleFilters(
  { rules }: MatchWorld,
  direction: 'in' | 'out',
  most: number,
): RuleFilters | null {
  const applies = (rule: MatchRule): boolean =>
    rule.enabled && rule.ipVersion !== 'ipv6' && (rule.direction === 'in-out' || rule.direction === direction)
  // Counted first: of rules of groups nothing is made that would be thrown away.
  let count = 0
  for (const rule of rules) {
    if (!applies(rule)) continue
    count += spanCount(rule.sources) * spanCount(rule.destinations) * (rule.entries?.length ?? 1)
    if (count > most) return null
  }
  const filters: Filter[] = []
  const ruleOf: number[] = []
  for (const [number, rule] of rules.entries()) {
    if (!applies(rule)) continue
    const sources = addressSpans(rule.sources, rule.sources.identities.length > 0)
    const destinations = addressSpans(rule.destinations, false)
    const services = serviceBoxes(rule)
    if (filters.length + sources.length * destinations.length * services.length > most) return null
    for (const source of sources)
      for (const destination of destinations)
        for (const service of services) {
          filters.push({ source, destination, ...service })
          ruleOf.push(number)
        }
  }
  return { filters, ruleOf: Int32Array.from(ruleOf) }
}

const spanCount = ({ any, addresses }: EndpointTerm): number =>
  any ? 1 : addresses.reduce((sum, set) => sum + set.length, 0)

/** @param open the address alone does not say no, as with identity members among the sources */
function addressSpans(term: EndpointTerm, open: boolean): readonly Span[] {
  if (term.any || open) return [ADDRESSES]
  const spans = term.addresses
    .flat()
    .filter(({ first }) => first <= FAMILY_RANGE[4].last)
    .map(({ first, last }): Span => [Number(first), Number(last)])
  return term.negated ? complement(spans) : spans
}

function complement(spans: readonly Span[]): readonly Span[] {
  const rest: Span[] = []
  let from = 0
  for (const [first, last] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (first > from) rest.push([from, first - 1])
    from = Math.max(from, last + 1)
  }
  if (from <= ADDRESSES[1]) rest.push([from, ADDRESSES[1]])
  return rest
}

type ServiceBox = Pick<Filter, 'sourcePorts' | 'destinationPorts' | 'protocols'>

function serviceBoxes({ entries }: MatchRule): readonly ServiceBox[] {
  if (entries === null) return [{ protocols: [0, 255], sourcePorts: PORTS, destinationPorts: PORTS }]
  return entries.flatMap((entry): readonly ServiceBox[] => {
    const number = protocolNumber(entry)
    const protocols: Span = [number, number]
    return sourceSpans(entry).flatMap((sourcePorts) =>
      destinationSpans(entry).map((destinationPorts) => ({ protocols, sourcePorts, destinationPorts })),
    )
  })
}

const sourceSpans = (entry: ServiceEntry): readonly Span[] =>
  'sourcePorts' in entry && entry.sourcePorts.length > 0 ? entry.sourcePorts : [PORTS]

/** ICMP's type and code are where other protocols have the destination port: see `PacketKey`. */
function destinationSpans(entry: ServiceEntry): readonly Span[] {
  if ('destinationPorts' in entry) return entry.destinationPorts.length > 0 ? entry.destinationPorts : [PORTS]
  if (!('type' in entry) || entry.type === null) return [PORTS]
  const first = entry.type << 8
  return [entry.code === null ? [first, first | 255] : [first | entry.code, first | entry.code]]
}
