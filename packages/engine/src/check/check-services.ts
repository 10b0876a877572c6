import type { ContextProfile, PortRange, Service, ServiceEntry } from '../model/document.ts'
import { withWellKnownServices } from '../model/well-known-services.ts'
import { findCycle } from '../resolve/cycle.ts'
import { quotedPath } from './check-groups.ts'
import { checkIdentity, checkReferences, idsOf, isWithin, type Path } from './helpers.ts'
import type { Report } from './issue.ts'

export function checkServices(report: Report, services: readonly Service[]): void {
  checkIdentity(report, ['services'], services, 'ids-and-names')
  const known = idsOf(withWellKnownServices(services))
  const nested = new Map(services.map((service) => [service.id, service.services]))
  for (const [index, service] of services.entries()) {
    checkEntries(report, ['services', index, 'entries'], service.entries)
    checkReferences(report, ['services', index, 'services'], 'service', service.services, known)
  }
  const cycle = findCycle(nested.keys(), (id) => nested.get(id) ?? [])
  if (cycle !== null) {
    const at = services.findIndex(({ id }) => id === cycle[0])
    report(
      'service_cycle',
      ['services', at, 'services'],
      `services contain each other: ${quotedPath(cycle)}`,
      'take one of them out of the next',
    )
  }
}

export function checkEntries(report: Report, path: Path, entries: readonly ServiceEntry[]): void {
  for (const [index, entry] of entries.entries()) checkEntry(report, [...path, index], entry)
}

function checkEntry(report: Report, path: Path, entry: ServiceEntry): void {
  if (entry.protocol === 'ip') {
    if (!isWithin(entry.number, 0, 255)) {
      report(
        'protocol_invalid',
        [...path, 'number'],
        `\`${entry.number}\` is not a protocol number`,
        'use a whole number from 0 to 255',
      )
    }
  } else if ('type' in entry) {
    if (entry.type === null && entry.code !== null) {
      report(
        'icmp_code_without_type',
        [...path, 'code'],
        `the code \`${entry.code}\` has no type`,
        'give the type it belongs to, or set the code to null',
      )
    }
    for (const field of ['type', 'code'] as const) {
      const value = entry[field]
      if (value !== null && !isWithin(value, 0, 255)) {
        report(
          'icmp_invalid',
          [...path, field],
          `\`${value}\` is not an ICMP ${field}`,
          'use a whole number from 0 to 255, or null for any',
        )
      }
    }
  } else {
    checkPorts(report, [...path, 'sourcePorts'], entry.sourcePorts)
    checkPorts(report, [...path, 'destinationPorts'], entry.destinationPorts)
  }
}

function checkPorts(report: Report, path: Path, ranges: readonly PortRange[]): void {
  for (const [index, [first, last]] of ranges.entries()) {
    if (!isWithin(first, 0, 65535) || !isWithin(last, 0, 65535)) {
      report(
        'port_invalid',
        [...path, index],
        `\`${first}-${last}\` is not a port range`,
        'use whole numbers from 0 to 65535',
      )
    } else if (first > last) {
      report(
        'port_range_reversed',
        [...path, index],
        `\`${first}-${last}\` ends before it begins`,
        `write \`${last}-${first}\``,
      )
    }
  }
}

export function checkContextProfiles(report: Report, profiles: readonly ContextProfile[]): void {
  checkIdentity(report, ['contextProfiles'], profiles, 'ids-and-names')
  for (const [index, { fqdns }] of profiles.entries()) {
    for (const [at, fqdn] of fqdns.entries()) {
      if (
        fqdn.length <= 255 &&
        /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i.test(
          fqdn,
        )
      )
        continue
      report(
        'fqdn_invalid',
        ['contextProfiles', index, 'fqdns', at],
        `\`${fqdn}\` is not a domain name`,
        'write `api.example.org`, or `*.example.org` for every name below it',
      )
    }
  }
}
