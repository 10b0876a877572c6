import type { SecurityGroup } from '../../model/document.ts'
import { importedDocument, NO_MEMBERS } from '../blank.ts'
import { inventedAddresses, inventedGap } from '../invented-addresses.ts'
import type { ImportResult } from '../result.ts'
import { type ImportGap, type ImportSource, sourceNode } from '../source.ts'
import { groupsIn } from './groups.ts'
import { segmentsIn, workloadsIn } from './inventory.ts'
import { policiesIn } from './policies.ts'
import { serviceBook } from './services.ts'

const NOBODY: SecurityGroup = {
  id: 'nobody',
  name: 'nobody',
  description: 'stands where nothing of a rule could be read',
  members: NO_MEMBERS,
  criteria: null,
}

/** Keys of the export that hold nothing which filters between workloads. */
const OTHER_KEYS: ReadonlySet<string> = new Set(['tier0', 'tier1'])
const READ_KEYS: ReadonlySet<string> = new Set([
  'virtual_machines',
  'virtual_network_interface',
  'segments',
  'domains',
  'services',
])

/**
 * An export of the NSX-T Policy API (virtual machines, interfaces, segments, services, and domains with their groups and
 * security policies) to a document: nearly one to one, since the stages, the applied-to and the evaluation at both vNICs are
 * the same. Virtual machines without an address get an invented one.
 */
export function importNsx(source: ImportSource): ImportResult {
  const gaps: ImportGap[] = []
  const root = sourceNode(source, (gap) => gaps.push(gap))
  const invented = inventedAddresses()
  const segments = segmentsIn(root.get('segments'))
  const workloads = workloadsIn(root, invented)
  const resources = root
    .get('domains')
    .items()
    .map((domain) => domain.get('resources'))
  const groups = groupsIn(
    resources.flatMap((each) => each.get('groups').items()),
    segments,
    workloads,
  )
  const services = serviceBook(root.get('services'))
  const policies = policiesIn(
    resources.flatMap((each) => each.get('security_policies').items()),
    { groups: new Set(groups.map(({ id }) => id)), services, nobody: NOBODY.id },
  )
  for (const each of resources)
    for (const key of ['gateway_policies', 'redirection_policies'])
      for (const policy of each.get(key).items())
        policy.gap('it filters at gateways, not between workloads; it was left out')
  for (const [key, value] of root.entries())
    if (!READ_KEYS.has(key) && !(OTHER_KEYS.has(key) || value.absent)) value.gap(`\`${key}\` is not imported`)
  const usesNobody = JSON.stringify(policies).includes(`"${NOBODY.id}"`)
  return {
    document: importedDocument(
      {
        inventory: { sites: [], clusters: [], hosts: [], segments, workloads },
        groups: usesNobody ? [...groups, NOBODY] : groups,
        services: services.services(),
        policies,
      },
      gaps,
    ),
    gaps: [...gaps, ...inventedGap(invented.count(), 'virtual machines')],
  }
}
