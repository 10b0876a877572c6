import fc from 'fast-check'
import {
  CATEGORIES,
  type Criteria,
  type Endpoints,
  type FlowgateDocument,
  type L4,
  type Packet,
  type PacketContext,
  type Policy,
  type Rule,
  type SecurityGroup,
  type ServiceEntry,
  type Workload,
} from '../../src/index.ts'
import { document, group, inventory, policy, rule, service, vnic, workload } from './documents.ts'

/*
 * Documents and packets over domains so small that hits and near misses are common: a handful of addresses and ports, two
 * groups, every kind of rule. Each document is met by every packet of the domain.
 */

const SPECS = [
  '10.0.0.1',
  '10.0.0.2',
  '10.0.0.0/30',
  '10.0.0.3-10.0.0.4',
  '0.0.0.0/0',
  'fd00::1',
  'fd00::/126',
  '::/0',
] as const

const some = <T>(values: readonly T[], max = 2): fc.Arbitrary<T[]> =>
  values.length === 0 ? fc.constant([]) : fc.uniqueArray(fc.constantFrom(...values), { maxLength: max })
const rarely = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 5 }, { arbitrary: other, weight: 1 })

const entry: fc.Arbitrary<ServiceEntry> = fc.oneof(
  fc.record({
    protocol: fc.constantFrom('tcp' as const, 'tcp' as const, 'udp' as const),
    sourcePorts: rarely<(readonly [number, number])[]>([], fc.constant([[1000, 1500]])),
    destinationPorts: fc.constantFrom(
      [],
      [[80, 80]] as const,
      [[80, 81]] as const,
      [
        [81, 443],
        [0, 22],
      ] as const,
    ),
  }),
  fc.constantFrom<ServiceEntry>(
    { protocol: 'icmp', type: null, code: null },
    { protocol: 'icmp', type: 8, code: null },
    { protocol: 'icmp', type: 8, code: 0 },
    { protocol: 'icmpv6', type: 128, code: null },
    { protocol: 'ip', number: 6 },
    { protocol: 'ip', number: 47 },
  ),
)

const endpoints: fc.Arbitrary<Endpoints> = fc
  .record({ groups: some(['g1', 'g2']), addresses: rarely<string[]>([], some(SPECS)), negated: fc.boolean() })
  .map((made) => ({ ...made, negated: made.negated && made.groups.length + made.addresses.length > 0 }))

const schedule = fc.constantFrom(
  { notBefore: null, notAfter: null, days: [4], minutes: null },
  { notBefore: null, notAfter: null, days: [], minutes: [600, 60] as const },
  { notBefore: '1971-01-01T00:00:00Z', notAfter: null, days: [], minutes: null },
)

const anyRule: fc.Arbitrary<Omit<Rule, 'id' | 'action'> & { action: Rule['action'] }> = fc.record({
  name: fc.constant('r'),
  sources: endpoints,
  destinations: endpoints,
  services: fc.record({
    services: rarely<string[]>([], some(['s1', 's2'])),
    entries: fc.array(entry, { maxLength: 2 }),
  }),
  contextProfiles: rarely<string[]>([], some(['c1', 'c2'])),
  processes: rarely<string[]>([], fc.constant(['sshd'])),
  users: rarely<string[]>([], some(['user:ann', 'group:ops'])),
  direction: fc.constantFrom('in-out', 'in-out', 'in', 'out'),
  ipVersion: fc.constantFrom('any', 'any', 'ipv4', 'ipv6'),
  appliedTo: rarely<string[]>([], some(['g1', 'g2'])),
  action: fc.constantFrom('allow', 'allow', 'drop', 'reject', 'jump-to-application'),
  log: fc.boolean(),
  enabled: rarely(true, fc.constant(false)),
  schedule: rarely<Rule['schedule']>(null, schedule),
  note: fc.constant(''),
})

const anyPolicy: fc.Arbitrary<Omit<Policy, 'id'>> = fc
  .record({
    category: fc.constantFrom(...CATEGORIES, 'environment', 'application'),
    appliedTo: rarely<string[]>([], some(['g1', 'g2'])),
    enabled: rarely(true, fc.constant(false)),
    stateful: fc.boolean(),
    tcpStrict: fc.boolean(),
    rules: fc.array(anyRule, { minLength: 1, maxLength: 4 }),
  })
  .map((made) => ({
    ...policy('', []),
    ...made,
    tcpStrict: made.tcpStrict && made.stateful,
    rules: made.rules.map((each) => ({
      ...rule(''),
      ...each,
      action: each.action === 'jump-to-application' && made.category !== 'environment' ? 'drop' : each.action,
    })),
  }))

const criteria: fc.Arbitrary<Criteria | null> = fc.constantFrom<Criteria | null>(
  null,
  null,
  { field: 'tag', scope: 'env', operator: 'equals', values: ['a'] },
  { not: { field: 'tag', scope: 'env', operator: 'equals', values: ['a'] } },
  {
    any: [
      { field: 'name', scope: null, operator: 'starts-with', values: ['w1'] },
      { field: 'segment', scope: null, operator: 'equals', values: ['n1'] },
    ],
  },
)

const anyGroup = (id: string, nested: readonly string[]): fc.Arbitrary<SecurityGroup> =>
  fc
    .record({
      workloads: some(['w1', 'w2', 'w3']),
      segments: rarely<string[]>([], some(['n1', 'n2'])),
      groups: rarely<string[]>([], some(nested)),
      addresses: rarely<string[]>([], some(SPECS)),
      identities: rarely<string[]>([], some(['user:ann', 'group:ops', 'claim:dept=it'])),
      criteria,
    })
    .map(({ criteria: tree, ...members }) => group(id, members, { criteria: tree }))

const anyWorkload = (id: string, over: Partial<Workload>): fc.Arbitrary<Workload> =>
  fc
    .record({
      mode: rarely<Workload['mode']>('full', fc.constantFrom('idle', 'visibility', 'selective')),
      excluded: rarely(false, fc.constant(true)),
      env: fc.constantFrom('a', 'b'),
    })
    .map(({ mode, excluded, env }) =>
      workload(id, {
        mode,
        excluded,
        tags: [{ scope: 'env', value: env }],
        selectiveServices: ['s1'],
        ...over,
      }),
    )

/** Any valid document of the tiny world. */
export const tinyDocument: fc.Arbitrary<FlowgateDocument> = fc
  .record({
    w1: anyWorkload('w1', {
      host: 'h1',
      vnics: [vnic('v0', ['10.0.0.1', 'fd00::1'], 'n1'), vnic('v1', ['10.0.0.4'], 'n2')],
    }),
    w2: anyWorkload('w2', { host: 'h2', vnics: [vnic('v0', ['10.0.0.2', 'fd00::2'], 'n1')] }),
    // Bears an address of w1 too, on the other host: the lower id answers for it.
    w3: anyWorkload('w3', { host: 'h2', vnics: [vnic('v0', ['10.0.0.4'], 'n1')] }),
    g1: anyGroup('g1', ['g2']),
    g2: anyGroup('g2', []),
    s1: fc.array(entry, { maxLength: 2 }),
    s2: fc.array(entry, { maxLength: 1 }),
    policies: fc.array(anyPolicy, { minLength: 1, maxLength: 4 }),
    defaultAction: fc.constantFrom('allow' as const, 'drop' as const),
  })
  .map((made) =>
    document({
      inventory: inventory({
        hosts: ['h1', 'h2'].map((id) => ({ id, name: id, cluster: null })),
        segments: ['n1', 'n2'].map((id) => ({ id, name: id, vlan: null, subnets: [] })),
        workloads: [made.w1, made.w2, made.w3],
      }),
      settings: { defaultAction: made.defaultAction, logDefault: false },
      groups: [made.g1, made.g2],
      services: [service('s1', made.s1, ['s2']), service('s2', made.s2)],
      contextProfiles: [
        { id: 'c1', name: 'c1', description: '', appIds: ['tls'], fqdns: [] },
        { id: 'c2', name: 'c2', description: '', appIds: [], fqdns: ['*.example.org', 'one.test'] },
      ],
      policies: made.policies.map((each, p) => ({
        ...each,
        id: `p${p}`,
        name: `p${p}`,
        rules: each.rules.map((one, r) => ({ ...one, id: `p${p}r${r}` })),
      })),
    }),
  )

const L4S: readonly (L4 & { fragment?: boolean; ack?: boolean })[] = [
  ...[22, 80, 81, 443].flatMap((destinationPort) =>
    [1000, 2000].map((sourcePort) => ({ protocol: 'tcp' as const, sourcePort, destinationPort })),
  ),
  { protocol: 'tcp', sourcePort: 1000, destinationPort: 80, ack: true },
  { protocol: 'tcp', sourcePort: 1000, destinationPort: 80, fragment: true },
  { protocol: 'udp', sourcePort: 1000, destinationPort: 80 },
  { protocol: 'udp', sourcePort: 2000, destinationPort: 443 },
  { protocol: 'icmp', type: 8, code: 0 },
  { protocol: 'icmp', type: 8, code: 1 },
  { protocol: 'icmp', type: 0, code: 0 },
  { protocol: 'icmpv6', type: 128, code: 0 },
  { protocol: 'ip', number: 6 },
  { protocol: 'ip', number: 47 },
]

const CONTEXTS: readonly PacketContext[] = [
  {},
  { appId: null, fqdn: null, process: null, user: null },
  {
    appId: 'tls',
    fqdn: 'www.Example.org.',
    process: 'sshd',
    user: 'ann',
    userGroups: ['ops'],
    userClaims: ['dept=hr'],
  },
  { appId: 'ssh', user: 'bob', userClaims: ['dept=it'] },
]

const IPV4 = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']
const IPV6 = ['fd00::1', 'fd00::2', 'fd00::9']

/** Every packet of the tiny world. */
export const TINY_PACKETS: readonly Packet[] = [IPV4, IPV6].flatMap((family) =>
  family.flatMap((source) =>
    family.flatMap((destination) =>
      L4S.flatMap(({ fragment = false, ack = false, ...l4 }) =>
        CONTEXTS.map((context) => ({
          source,
          destination,
          l4,
          fragment,
          context,
          tcpFlags: { syn: !ack, ack, rst: false, fin: false },
        })),
      ),
    ),
  ),
)

/** The same document without anything that hangs on more than addresses, place and service. */
export const unconditional = (made: FlowgateDocument): FlowgateDocument => ({
  ...made,
  groups: made.groups.map((each) => ({ ...each, members: { ...each.members, identities: [] } })),
  policies: made.policies.map((each) => ({
    ...each,
    rules: each.rules.map((one) => ({
      ...one,
      contextProfiles: [],
      processes: [],
      users: [],
      schedule: null,
    })),
  })),
})
