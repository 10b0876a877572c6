import type { SecurityGroup } from '@flowgate/engine'
import { SCANNER_NETWORKS } from '../acme/external.ts'
import { hasTag, hasTags, makeGroup } from '../factories/policy.ts'

const byTags = (id: string, name: string, description: string, ...tags: readonly string[]): SecurityGroup => {
  const [only] = tags
  return makeGroup({
    id,
    name,
    description,
    criteria: tags.length === 1 && only !== undefined ? hasTag(only) : hasTags(...tags),
  })
}

export const demoGroups: readonly SecurityGroup[] = [
  byTags('dev', 'Development', 'Every development workload', 'env:dev'),
  byTags('prod', 'Production', 'Every production workload', 'env:prod'),
  byTags('pci', 'Cardholder data', 'Workloads in the scope of PCI DSS', 'scope:pci'),
  byTags('prod-databases', 'Production databases', 'Databases of every application', 'env:prod', 'tier:db'),
  makeGroup({
    id: 'internal',
    name: 'Internal networks',
    description: 'Addresses that the estate uses',
    members: { addresses: ['10.10.0.0/16', '10.20.0.0/16', 'fd00:10::/32'] },
  }),
  makeGroup({
    id: 'known-scanners',
    name: 'Known scanners',
    description: 'Networks that probe everybody',
    members: { addresses: SCANNER_NETWORKS },
  }),
  byTags('quarantine', 'Quarantine', 'Tag a workload `quarantine:on` to cut it off at once', 'quarantine:on'),
  byTags('dns-servers', 'DNS servers', 'Resolvers', 'role:dns'),
  byTags('ntp-servers', 'NTP servers', 'Time servers', 'role:ntp'),
  byTags('domain-controllers', 'Domain controllers', 'Active Directory', 'role:ad'),
  byTags('monitoring-servers', 'Monitoring servers', 'Metrics collectors', 'role:monitoring'),
  byTags('backup-servers', 'Backup servers', 'Read every database at night', 'role:backup'),
  byTags('jump-hosts', 'Jump hosts', 'The way in for administrators', 'role:jump'),
  makeGroup({
    id: 'windows',
    name: 'Windows machines',
    description: 'By operating system',
    criteria: { field: 'os', scope: null, operator: 'starts-with', values: ['Windows'] },
  }),
  byTags('shop-prod', 'Shop production', 'The web shop', 'app:shop', 'env:prod'),
  byTags('shop-prod-web', 'Shop web servers', '', 'app:shop', 'env:prod', 'tier:web'),
  byTags('shop-prod-app', 'Shop application servers', '', 'app:shop', 'env:prod', 'tier:app'),
  byTags('shop-prod-db', 'Shop databases', '', 'app:shop', 'env:prod', 'tier:db'),
  byTags('pay-prod', 'Pay production', 'Card payments', 'app:pay', 'env:prod'),
  byTags('pay-prod-web', 'Pay web servers', '', 'app:pay', 'env:prod', 'tier:web'),
  byTags('pay-prod-app', 'Pay application servers', '', 'app:pay', 'env:prod', 'tier:app'),
  byTags('pay-prod-db', 'Pay databases', '', 'app:pay', 'env:prod', 'tier:db'),
  byTags('online-boutique', 'Online Boutique', 'The recorded microservices', 'app:online-boutique'),
  byTags('boutique-frontend', 'Boutique frontend', '', 'app:online-boutique', 'tier:frontend'),
  byTags(
    'boutique-catalog',
    'Boutique product catalog',
    '',
    'app:online-boutique',
    'service:productcatalogservice',
  ),
  byTags(
    'boutique-currency',
    'Boutique currency service',
    '',
    'app:online-boutique',
    'service:currencyservice',
  ),
  byTags('boutique-cart', 'Boutique cart service', '', 'app:online-boutique', 'service:cartservice'),
]
