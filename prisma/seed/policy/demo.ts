import type { PolicySet, Service } from '@flowgate/engine'
import { groups, makeAssertion, makePolicySet, makeService, services, tcp } from '../factories/policy.ts'
import { demoGroups } from './groups.ts'
import { demoPolicies } from './policies.ts'

/** Services of the demo beside the well-known ones. */
const demoServices: readonly Service[] = [
  makeService({
    id: 'backup-agent',
    name: 'Backup agent',
    description: 'Transfers of the backup software',
    entries: [tcp([10_005, 10_006])],
  }),
]

/**
 * The demo's first revision: some paths are allowed by rule, some are denied, and a good part is left to the default
 * rule, so that every kind of traffic is on the map from the start.
 */
export const demoPolicySet = (): PolicySet =>
  makePolicySet({
    settings: { defaultAction: 'allow', logDefault: false },
    groups: demoGroups,
    services: demoServices,
    policies: demoPolicies,
    assertions: [
      makeAssertion({
        id: 'pci-isolated-from-dev',
        name: 'PCI isolated from dev',
        description: 'No development workload reaches card data',
        kind: 'must-deny',
        sources: groups('dev'),
        destinations: groups('pci'),
        severity: 'critical',
        owner: 'security',
      }),
      makeAssertion({
        id: 'shop-stays-open',
        name: 'Shop web reaches shop application',
        description: 'The shop earns the money',
        kind: 'must-allow',
        sources: groups('shop-prod-web'),
        destinations: groups('shop-prod-app'),
        services: services('http-alt'),
        severity: 'high',
        owner: 'shop',
      }),
    ],
  })
