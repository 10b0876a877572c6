import { type Address, type FlowgateDocument, formatAddress, parseAddressSpec } from '@flowgate/engine'
import { intersection, type Open } from '../support/connection-sets.ts'
import { openBetween } from '../support/open-between.ts'
import { specsOf } from '../support/open-map.ts'
import { type Config, capturedIn, documentOf, withPolicies } from './config.ts'

/** What a configuration lets through between any two ends. */
export interface Reach {
  readonly endpoints: readonly string[]
  /** One address out of each piece into which the policies of all compared configurations cut the addresses. */
  readonly outside: readonly string[]
  readonly between: (source: string, destination: string) => Open
  /** Does any policy have a say in connections from one to the other? */
  readonly isCaptured: (source: string, destination: string) => boolean
}

/** The configurations over the same ends, so that they can be compared pair by pair. */
export function reachOf(configs: readonly Config[]): readonly Reach[] {
  const documents = configs.map(documentOf)
  const outside = piecesOf(documents.flatMap(specsOf))
  return configs.map((config, index) => {
    const document = documents[index] ?? documentOf(config)
    const own = reach(document, outside)
    if (config.ingress.length === 0) return own
    const layer = reach(documentOf(withPolicies(config, config.ingress)), outside)
    return {
      ...own,
      between: (source, destination) =>
        intersection(own.between(source, destination), layer.between(source, destination)),
      isCaptured: (source, destination) =>
        own.isCaptured(source, destination) || layer.isCaptured(source, destination),
    }
  })
}

function reach(document: FlowgateDocument, pieces: readonly string[]): Reach {
  const { workloads } = document.inventory
  const own = new Set(workloads.flatMap(({ vnics }) => vnics.flatMap(({ addresses }) => addresses)))
  const outside = pieces.filter((address) => !own.has(address))
  const captured = capturedIn(document)
  return {
    endpoints: workloads.map(({ id }) => id),
    outside,
    between: openBetween(document, outside),
    isCaptured: (source, destination) => captured.has(`${source} out`) || captured.has(`${destination} in`),
  }
}

/** Where the families lie on the one line of addresses. */
const LAST_IPV4 = 0xffff_ffffn
const IPV6 = 1n << 128n

/** The first address of each piece, of IPv4 and IPv6. */
function piecesOf(specs: readonly string[]): readonly string[] {
  const starts = new Set<bigint>()
  for (const spec of ['0.0.0.0/0', '::/0', ...specs]) {
    const range = parseAddressSpec(spec)
    if (!range.ok) continue
    starts.add(range.value.first)
    starts.add(range.value.last + 1n)
  }
  return [...starts]
    .filter((start) => start <= LAST_IPV4 || (start >= IPV6 && start < 2n * IPV6))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((start) => formatAddress(start as Address))
}

/** Every pair of two different ends, at most one of them outside. */
export function* pairsOf({ endpoints, outside }: Reach): Iterable<readonly [string, string]> {
  for (const one of endpoints) {
    for (const other of endpoints) if (one !== other) yield [one, other]
    for (const other of outside) {
      yield [one, other]
      yield [other, one]
    }
  }
}
