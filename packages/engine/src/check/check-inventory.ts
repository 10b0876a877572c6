import { parseAddress } from '../model/address.ts'
import { parseCidr } from '../model/address-spec.ts'
import type { Inventory, Tag, Vnic, Workload } from '../model/document.ts'
import {
  checkIdentity,
  checkReference,
  checkReferences,
  type Ids,
  idsOf,
  isWithin,
  type Path,
} from './helpers.ts'
import type { Report } from './issue.ts'

/** Everything that can be wrong with an inventory by itself, and its references to services. */
export function checkInventory(report: Report, inventory: Inventory, services: Ids): void {
  const { sites, clusters, hosts, segments, workloads } = inventory
  for (const [kind, objects] of Object.entries({ sites, clusters, hosts, segments, workloads })) {
    checkIdentity(report, ['inventory', kind], objects, 'ids')
  }
  const known = {
    sites: idsOf(sites),
    clusters: idsOf(clusters),
    hosts: idsOf(hosts),
    segments: idsOf(segments),
  }
  for (const [i, { site }] of clusters.entries())
    checkReference(report, ['inventory', 'clusters', i, 'site'], 'site', site, known.sites)
  for (const [i, { cluster }] of hosts.entries()) {
    checkReference(report, ['inventory', 'hosts', i, 'cluster'], 'cluster', cluster, known.clusters)
  }
  for (const [i, { vlan, subnets }] of segments.entries()) {
    const path = ['inventory', 'segments', i]
    if (vlan !== null && !isWithin(vlan, 1, 4094)) {
      report(
        'vlan_invalid',
        [...path, 'vlan'],
        `\`${vlan}\` is not a VLAN id`,
        'use a whole number from 1 to 4094, or null for an overlay',
      )
    }
    for (const [j, subnet] of subnets.entries()) {
      const cidr = parseCidr(subnet)
      if (!cidr.ok) report(cidr.error.code, [...path, 'subnets', j], cidr.error.message, cidr.error.help)
    }
  }
  for (const [i, workload] of workloads.entries())
    checkWorkload(report, ['inventory', 'workloads', i], workload, { ...known, services })
}

/** Everything that can be wrong with one workload, its id aside. */
export function checkWorkload(
  report: Report,
  path: Path,
  workload: Workload,
  known: { readonly hosts: Ids; readonly segments: Ids; readonly services: Ids },
): void {
  checkReference(report, [...path, 'host'], 'host', workload.host, known.hosts)
  checkReferences(
    report,
    [...path, 'selectiveServices'],
    'service',
    workload.selectiveServices,
    known.services,
  )
  checkTags(report, [...path, 'tags'], workload.tags)
  checkIdentity(report, [...path, 'vnics'], workload.vnics, 'ids')
  for (const [j, vnic] of workload.vnics.entries())
    checkVnic(report, [...path, 'vnics', j], vnic, known.segments)
}

function checkTags(report: Report, path: Path, tags: readonly Tag[]): void {
  const seen = new Set<string>()
  for (const [index, { scope, value }] of tags.entries()) {
    const text = `${scope}:${value}`
    if (value === '')
      report(
        'tag_invalid',
        [...path, index, 'value'],
        'the tag has no value',
        'write `scope:value`, with at least one character after the colon',
      )
    if (scope.includes(':'))
      report(
        'tag_invalid',
        [...path, index, 'scope'],
        `the scope \`${scope}\` has a colon in it`,
        'the first colon ends the scope; leave it out',
      )
    if (seen.has(text))
      report('tag_duplicate', [...path, index], `the tag \`${text}\` is given twice`, 'keep one of them')
    seen.add(text)
  }
}

function checkVnic(report: Report, path: Path, vnic: Vnic, segments: Ids): void {
  checkReference(report, [...path, 'segment'], 'segment', vnic.segment, segments)
  if (vnic.mac !== null && !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(vnic.mac)) {
    report(
      'mac_invalid',
      [...path, 'mac'],
      `\`${vnic.mac}\` is not a MAC address`,
      'write six lower-case pairs such as `00:50:56:aa:bb:01`, or null',
    )
  }
  for (const [index, text] of vnic.addresses.entries()) {
    const address = parseAddress(text)
    if (!address.ok)
      report(address.error.code, [...path, 'addresses', index], address.error.message, address.error.help)
  }
}
