import type { Policy } from '@flowgate/engine'
import { anyService, entries, groups, makePolicy, makeRule, services, tcp } from '../factories/policy.ts'

const emergency: readonly Policy[] = [
  makePolicy({
    id: 'quarantine',
    name: 'Quarantine',
    description: 'Cuts off whatever is tagged `quarantine:on`',
    category: 'emergency',
    rules: [
      makeRule({
        id: 'quarantine-out',
        name: 'Nothing leaves quarantine',
        sources: groups('quarantine'),
        action: 'drop',
        log: true,
      }),
      makeRule({
        id: 'quarantine-in',
        name: 'Nothing enters quarantine',
        destinations: groups('quarantine'),
        action: 'drop',
        log: true,
      }),
    ],
  }),
  makePolicy({
    id: 'known-scanners',
    name: 'Known scanners',
    category: 'emergency',
    rules: [
      makeRule({
        id: 'drop-known-scanners',
        name: 'Drop known scanners',
        sources: groups('known-scanners'),
        action: 'drop',
        direction: 'in',
        log: true,
      }),
    ],
  }),
]

const infrastructure: readonly Policy[] = [
  makePolicy({
    id: 'shared-services',
    name: 'Shared services',
    description: 'What everybody needs to start and to log in',
    category: 'infrastructure',
    rules: [
      makeRule({
        id: 'allow-dns',
        name: 'Names',
        sources: groups('internal'),
        destinations: groups('dns-servers'),
        services: services('dns'),
      }),
      makeRule({
        id: 'allow-ntp',
        name: 'Time',
        sources: groups('internal'),
        destinations: groups('ntp-servers'),
        services: services('ntp'),
      }),
      makeRule({
        id: 'allow-directory',
        name: 'Directory',
        sources: groups('windows'),
        destinations: groups('domain-controllers'),
        services: services('active-directory'),
      }),
    ],
  }),
  makePolicy({
    id: 'operations',
    name: 'Operations',
    description: 'Monitoring, administration and backup',
    category: 'infrastructure',
    rules: [
      makeRule({
        id: 'allow-metrics',
        name: 'Metrics',
        sources: groups('monitoring-servers'),
        services: services('node-exporter', 'ping'),
      }),
      makeRule({
        id: 'allow-admin',
        name: 'Administration',
        sources: groups('jump-hosts'),
        services: services('ssh', 'rdp'),
        log: true,
      }),
      makeRule({
        id: 'allow-backup',
        name: 'Backup of databases',
        sources: groups('backup-servers'),
        destinations: groups('prod-databases'),
        services: services('backup-agent'),
      }),
    ],
  }),
]

const environment: readonly Policy[] = [
  makePolicy({
    id: 'environment-separation',
    name: 'Environment separation',
    description: 'Development must not reach card data or production databases; the rest is not decided yet',
    category: 'environment',
    rules: [
      makeRule({
        id: 'within-production',
        name: 'Within production',
        sources: groups('prod'),
        destinations: groups('prod'),
        action: 'jump-to-application',
      }),
      makeRule({
        id: 'dev-to-pci',
        name: 'Development to card data',
        sources: groups('dev'),
        destinations: groups('pci'),
        action: 'drop',
        log: true,
      }),
      makeRule({
        id: 'dev-to-databases',
        name: 'Development to production databases',
        sources: groups('dev'),
        destinations: groups('prod-databases'),
        action: 'reject',
        log: true,
      }),
      makeRule({
        id: 'dev-to-production',
        name: 'Development to production',
        sources: groups('dev'),
        destinations: groups('prod'),
        action: 'drop',
        enabled: false,
        note: 'Switched off until the test data interface of the shop has moved.',
      }),
    ],
  }),
]

const application: readonly Policy[] = [
  makePolicy({
    id: 'shop-ringfence',
    name: 'Shop ringfence',
    description: 'The known paths of the shop; nothing is closed yet',
    category: 'application',
    appliedTo: ['shop-prod'],
    rules: [
      makeRule({
        id: 'shop-customers-web',
        name: 'Customers to web',
        destinations: groups('shop-prod-web'),
        services: services('https'),
        direction: 'in',
      }),
      makeRule({
        id: 'shop-web-app',
        name: 'Web to application',
        sources: groups('shop-prod-web'),
        destinations: groups('shop-prod-app'),
        services: services('http-alt'),
      }),
      makeRule({
        id: 'shop-app-db',
        name: 'Application to database',
        sources: groups('shop-prod-app'),
        destinations: groups('shop-prod-db'),
        services: services('postgresql'),
      }),
    ],
  }),
  makePolicy({
    id: 'pay-ringfence',
    name: 'Pay ringfence',
    description: 'Card data: only the named paths reach the databases',
    category: 'application',
    appliedTo: ['pay-prod'],
    tcpStrict: true,
    rules: [
      makeRule({
        id: 'pay-shop-web',
        name: 'Shop to pay',
        sources: groups('shop-prod-app'),
        destinations: groups('pay-prod-web'),
        services: services('https'),
      }),
      makeRule({
        id: 'pay-web-app',
        name: 'Web to application',
        sources: groups('pay-prod-web'),
        destinations: groups('pay-prod-app'),
        services: services('https-alt'),
      }),
      makeRule({
        id: 'pay-app-db',
        name: 'Application to database',
        sources: groups('pay-prod-app'),
        destinations: groups('pay-prod-db'),
        services: services('oracle'),
      }),
      makeRule({
        id: 'pay-db-closed',
        name: 'Nobody else to the databases',
        destinations: groups('pay-prod-db'),
        services: anyService,
        action: 'drop',
        direction: 'in',
        log: true,
      }),
    ],
  }),
  makePolicy({
    id: 'boutique-ringfence',
    name: 'Online Boutique ringfence',
    description: 'The busiest calls of the frontend; the others are still unprotected',
    category: 'application',
    appliedTo: ['online-boutique'],
    rules: [
      makeRule({
        id: 'boutique-frontend-catalog',
        name: 'Frontend to catalog',
        sources: groups('boutique-frontend'),
        destinations: groups('boutique-catalog'),
        services: entries(tcp(3550)),
      }),
      makeRule({
        id: 'boutique-frontend-currency',
        name: 'Frontend to currency',
        sources: groups('boutique-frontend'),
        destinations: groups('boutique-currency'),
        services: entries(tcp(7000)),
      }),
      makeRule({
        id: 'boutique-frontend-cart',
        name: 'Frontend to cart',
        sources: groups('boutique-frontend'),
        destinations: groups('boutique-cart'),
        services: entries(tcp(7070)),
      }),
    ],
  }),
]

/** In the order of evaluation. */
export const demoPolicies: readonly Policy[] = [
  ...emergency,
  ...infrastructure,
  ...environment,
  ...application,
]
