import {
  CATEGORIES,
  type Category,
  type Endpoints,
  type FlowgateDocument,
  type Policy,
  type PortRange,
  type Rule,
  type RuleServices,
  type ServiceEntry,
} from '../../src/index.ts'
import { document, group, policy, rule, service } from '../support/documents.ts'
import type { Random } from '../support/random.ts'
import { labInventory } from './estate.ts'

/** Ports from which probes come: below and above the middle, so that rules can tell them apart. */
export const SOURCE_PORTS = { first: 20_000, middle: 40_000, last: 59_999 } as const
/** The time at which every policy is rendered and evaluated: a Wednesday, 12:00 UTC. */
export const NOW = Date.UTC(2026, 3, 1, 12)

const GROUPS = ['g1', 'g2', 'g3', 'g4'] as const
const SERVICES = ['s1', 's2'] as const
const SPECS = [
  '10.77.0.1',
  '10.77.0.2-10.77.0.4',
  '10.77.0.12',
  '10.77.0.0/29',
  '10.77.0.128/25',
  '0.0.0.0/0',
  'fd77::1',
  'fd77::2-fd77::5',
  'fd77::/125',
  '::/0',
] as const

const PORTS: readonly (readonly PortRange[])[] = [
  [],
  [[80, 80]],
  [[80, 443]],
  [
    [22, 22],
    [8080, 9999],
  ],
  [[0, 79]],
  [[53, 53]],
]

const entry = (random: Random): ServiceEntry => {
  const kind = random.whole(10)
  if (kind < 7) {
    return {
      protocol: random.chance(65) ? 'tcp' : 'udp',
      sourcePorts: random.chance(80) ? [] : [[SOURCE_PORTS.first, SOURCE_PORTS.middle - random.whole(2)]],
      destinationPorts: random.pick(PORTS),
    }
  }
  if (kind === 7) return { protocol: 'ip', number: random.pick([6, 17, 1, 58, 47]) }
  if (random.chance(50)) return { protocol: 'icmp', type: random.pick([null, 8, 0]), code: null }
  return random.chance(50)
    ? { protocol: 'icmpv6', type: 128, code: random.pick([null, 0]) }
    : { protocol: 'icmpv6', type: null, code: null }
}

const entries = (random: Random, max: number): readonly ServiceEntry[] =>
  Array.from({ length: random.whole(max + 1) }, () => entry(random))

const endpoints = (random: Random): Endpoints => {
  const groups = random.chance(65) ? random.some(GROUPS, 2) : []
  const addresses = random.chance(25) ? random.some(SPECS, 2) : []
  return { groups, addresses, negated: groups.length + addresses.length > 0 && random.chance(20) }
}

const services = (random: Random): RuleServices => ({
  services: random.chance(25) ? random.some(SERVICES, 1) : [],
  entries: random.chance(65) ? entries(random, 3) : [],
})

const schedule = (random: Random): Rule['schedule'] =>
  random.chance(92)
    ? null
    : random.pick<Rule['schedule']>([
        { notBefore: null, notAfter: null, days: [3], minutes: [600, 1200] },
        { notBefore: null, notAfter: null, days: [4], minutes: null },
      ])

const anyRule = (random: Random, id: string, category: Policy['category']): Rule =>
  rule(id, {
    sources: endpoints(random),
    destinations: endpoints(random),
    services: services(random),
    contextProfiles: random.chance(4) ? ['tls'] : [],
    users: random.chance(3) ? ['user:ann'] : [],
    direction: random.pick(['in-out', 'in-out', 'in-out', 'in', 'out']),
    ipVersion: random.pick(['any', 'any', 'any', 'ipv4', 'ipv6']),
    appliedTo: random.chance(15) ? random.some(GROUPS, 2) : [],
    action:
      category === 'environment' && random.chance(25)
        ? 'jump-to-application'
        : random.pick(['allow', 'allow', 'allow', 'drop', 'reject']),
    log: random.chance(20),
    enabled: random.chance(95),
    schedule: schedule(random),
  })

const anyPolicy = (random: Random, id: string): Policy => {
  const category = random.pick<Category>([...CATEGORIES, 'environment', 'application', 'application'])
  const stateful = random.chance(85)
  const rules = Array.from({ length: 1 + random.whole(5) }, (_, r) => anyRule(random, `${id}r${r}`, category))
  return policy(id, rules, {
    category,
    stateful,
    tcpStrict: stateful && random.chance(35),
    enabled: random.chance(97),
    appliedTo: random.chance(15) ? random.some(GROUPS, 2) : [],
  })
}

/** A valid document about the lab's workloads. */
export function randomDocument(random: Random): FlowgateDocument {
  const tag = (scope: string, value: string) => ({ scope, value })
  return document({
    inventory: labInventory(() => ({
      tags: [tag('env', random.pick(['prod', 'test'])), tag('tier', random.pick(['web', 'app', 'db']))],
      mode: random.chance(85) ? 'full' : random.pick(['idle', 'visibility', 'selective', 'selective']),
      selectiveServices: ['s1'],
      excluded: random.chance(4),
    })),
    settings: { defaultAction: random.pick(['allow', 'drop']), logDefault: random.chance(20) },
    groups: [
      group('g1', {}, { criteria: { field: 'tag', scope: 'env', operator: 'equals', values: ['prod'] } }),
      group('g2', {}, { criteria: { field: 'tag', scope: 'tier', operator: 'in', values: ['web', 'app'] } }),
      group('g3', {
        workloads: random.some(['w1', 'w2', 'w3', 'w4', 'w5', 'w6'], 3),
        addresses: random.some(SPECS, 2),
        identities: random.chance(5) ? ['user:ann'] : [],
      }),
      group('g4', {
        groups: random.some(['g1', 'g3'], 1),
        workloads: random.some(['w1', 'w4', 'w6'], 2),
        segments: random.chance(5) ? ['n1'] : [],
      }),
    ],
    services: [service('s1', entries(random, 3), ['s2']), service('s2', entries(random, 2))],
    contextProfiles: [{ id: 'tls', name: 'tls', description: '', appIds: ['tls'], fqdns: [] }],
    policies: Array.from({ length: 1 + random.whole(5) }, (_, p) => anyPolicy(random, `p${p}`)),
  })
}
