import { canonicalAddressSpec } from '../model/address-spec.ts'
import type { Endpoints, PortRange, RuleServices, ServiceEntry } from '../model/document.ts'
import { canonicalJson } from './canonical-json.ts'
import { sorted, sortedBy } from './sorting.ts'

/** Canonical text; what cannot be parsed stays as it is, for `checkDocument` to report. */
export function canonicalSpec(text: string): string {
  const canonical = canonicalAddressSpec(text)
  return canonical.ok ? canonical.value : text
}

export const canonicalEndpoints = ({ groups, addresses, negated }: Endpoints): Endpoints => ({
  groups: sorted(groups),
  addresses: sorted(addresses.map(canonicalSpec)),
  negated,
})

export const canonicalRuleServices = ({ services, entries }: RuleServices): RuleServices => ({
  services: sorted(services),
  entries: canonicalEntries(entries),
})

export const canonicalEntries = (entries: readonly ServiceEntry[]): readonly ServiceEntry[] =>
  sortedBy(entries.map(canonicalEntry), canonicalJson)

function canonicalEntry(entry: ServiceEntry): ServiceEntry {
  if (entry.protocol === 'ip') return { protocol: entry.protocol, number: entry.number }
  if ('type' in entry) {
    return { protocol: entry.protocol, type: entry.type, code: entry.code }
  }
  return {
    protocol: entry.protocol,
    sourcePorts: canonicalPorts(entry.sourcePorts),
    destinationPorts: canonicalPorts(entry.destinationPorts),
  }
}

const canonicalPorts = (ranges: readonly PortRange[]): readonly PortRange[] =>
  ranges.map(([first, last]): PortRange => [first, last]).sort((a, b) => a[0] - b[0] || a[1] - b[1])
