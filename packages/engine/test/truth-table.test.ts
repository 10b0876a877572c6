import { describe, expect, test } from 'vitest'
import {
  buildSnapshot,
  evaluate,
  type FlowgateDocument,
  type L4,
  type Packet,
  type Policy,
  type Rule,
  type Workload,
} from '../src/index.ts'
import {
  addresses,
  document,
  group,
  groups,
  inventory,
  not,
  policy,
  rule,
  service,
  vnic,
  workload,
} from './support/documents.ts'

/* One line a case: the verdict and why, then what is special about it. web = 10.0.0.1, db = 10.0.0.2, 10.9.9.9 is nobody's. */

const WEB = '10.0.0.1'
const DB = '10.0.0.2'
const NOBODY = '10.9.9.9'
const tcp = (destinationPort: number, sourcePort = 40_000): L4 => ({
  protocol: 'tcp',
  sourcePort,
  destinationPort,
})
const entry = (...ports: [number, number][]) => ({
  protocol: 'tcp' as const,
  sourcePorts: [],
  destinationPorts: ports,
})
const only = (...entries: Rule['services']['entries']): Rule['services'] => ({ services: [], entries })

interface Case {
  readonly rules?: readonly Rule[]
  readonly policies?: readonly Policy[]
  readonly over?: Partial<FlowgateDocument>
  readonly web?: Partial<Workload>
  readonly db?: Partial<Workload>
  readonly packet?: Partial<Packet>
  readonly now?: number
}

function verdict({
  rules = [],
  policies = [policy('p', rules)],
  over,
  web,
  db,
  packet,
  now = 0,
}: Case): string {
  const made = document({
    inventory: inventory({
      segments: [{ id: 'lan', name: 'lan', vlan: 10, subnets: ['10.0.0.0/24'] }],
      workloads: [
        workload('web', {
          vnics: [vnic('v', [WEB, 'fd00::1'], 'lan')],
          tags: [{ scope: 'tier', value: 'web' }],
          ...web,
        }),
        workload('db', { vnics: [vnic('v', [DB, 'fd00::2'])], ...db }),
      ],
    }),
    groups: [
      group('web', { workloads: ['web'] }),
      group('db', { workloads: ['db'] }),
      group('lan', { segments: ['lan'] }),
      group('tagged', {}, { criteria: { field: 'tag', scope: 'tier', operator: 'equals', values: ['web'] } }),
      group('nested', { groups: ['tagged'] }),
      group('net', { addresses: ['10.0.0.0/30'] }),
      group('empty', {}),
      group('ann', { identities: ['user:ann'] }),
    ],
    services: [
      service('https', [entry([443, 443])]),
      service('all-web', [entry([80, 80])], ['https']),
      service('nothing', []),
    ],
    contextProfiles: [{ id: 'tls', name: 'tls', description: '', appIds: ['tls'], fqdns: [] }],
    policies,
    ...over,
  })
  const result = evaluate(
    buildSnapshot(made),
    { source: WEB, destination: DB, l4: tcp(443), ...packet },
    { now },
  )
  const by = result.evaluations.find(({ point }) => point === result.decidedAt)
  return [result.action, by?.why, by?.rule, result.decidedAt].filter((part) => part !== null).join(' ')
}

const allow = (over: Partial<Rule> = {}, id = 'r'): Rule => rule(id, over)
const drop = (over: Partial<Rule> = {}, id = 'r'): Rule => rule(id, { action: 'drop', ...over })
const FRIDAY_23 = Date.UTC(2026, 0, 2, 23)
const SATURDAY_05 = Date.UTC(2026, 0, 3, 5)
const SUNDAY_05 = Date.UTC(2026, 0, 4, 5)
const night = { notBefore: null, notAfter: null, days: [5], minutes: [1320, 360] as const }

// biome-ignore format: a truth table has one line a case
const TABLE: Readonly<Record<string, readonly (readonly [string, string, Case])[]>> = {
  'first match and default': [
    ['drop default-rule source', 'no rule', {}],
    ['allow default-rule destination', 'default allow', { over: { settings: { defaultAction: 'allow', logDefault: false } } }],
    ['allow rule r destination', 'any to any', { rules: [allow()] }],
    ['reject rule r source', 'reject', { rules: [allow({ action: 'reject' })] }],
    ['drop rule r source', 'the first of two wins', { rules: [drop(), allow({}, 'later')] }],
    ['allow rule later destination', 'a disabled rule is passed over', { rules: [drop({ enabled: false }), allow({}, 'later')] }],
    ['drop default-rule source', 'a disabled policy is passed over', { policies: [policy('p', [allow()], { enabled: false })] }],
  ],
  categories: [
    ['drop rule e source', 'emergency before application', { policies: [policy('a', [allow({}, 'a')]), policy('e', [drop({}, 'e')], { category: 'emergency' })] }],
    ['drop rule i source', 'infrastructure before environment', { policies: [policy('v', [allow({}, 'v')], { category: 'environment' }), policy('i', [drop({}, 'i')], { category: 'infrastructure' })] }],
    ['allow rule a destination', 'jump skips the rest of environment', { policies: [policy('v', [allow({ action: 'jump-to-application' }, 'j'), drop({}, 'v')], { category: 'environment' }), policy('a', [allow({}, 'a')])] }],
    ['drop default-rule source', 'jump to an application category without a match', { policies: [policy('v', [allow({ action: 'jump-to-application' }, 'j'), allow({}, 'v')], { category: 'environment' })] }],
    ['drop rule two source', 'policies by sequence', { policies: [policy('one', [allow({ direction: 'in' }, 'one')]), policy('two', [drop({}, 'two')]), policy('three', [allow({}, 'three')])] }],
  ],
  direction: [
    ['drop default-rule source', 'in only: nothing lets it out', { rules: [allow({ direction: 'in' })] }],
    ['drop default-rule destination', 'out only: nothing lets it in', { rules: [allow({ direction: 'out' })] }],
    ['allow rule i destination', 'one rule each way', { rules: [allow({ direction: 'out' }, 'o'), allow({ direction: 'in' }, 'i')] }],
    ['drop rule r destination', 'denied at the destination', { rules: [drop({ direction: 'in' }), allow({}, 'later')] }],
  ],
  'applied-to': [
    ['drop rule r source', 'on the rule: web', { rules: [drop({ appliedTo: ['web'] }), allow({}, 'later')] }],
    ['drop rule r destination', 'on the rule: db', { rules: [drop({ appliedTo: ['db'] }), allow({}, 'later')] }],
    ['allow rule later destination', 'on the policy: nobody', { policies: [policy('p', [drop()], { appliedTo: ['empty'] }), policy('q', [allow({}, 'later')])] }],
    ['drop rule r source', "the rule's overrides the policy's", { policies: [policy('p', [drop({ appliedTo: ['web'] })], { appliedTo: ['empty'] }), policy('q', [allow({}, 'later')])] }],
    ['drop rule r source', 'by segment', { rules: [drop({ appliedTo: ['lan'] }), allow({}, 'later')] }],
  ],
  'sources and destinations': [
    ['allow rule r destination', 'group to group', { rules: [allow({ sources: groups('web'), destinations: groups('db') })] }],
    ['drop default-rule source', 'the other way round', { rules: [allow({ sources: groups('db'), destinations: groups('web') })] }],
    ['allow rule r destination', 'by tag', { rules: [allow({ sources: groups('tagged') })] }],
    ['allow rule r destination', 'by nested group', { rules: [allow({ sources: groups('nested') })] }],
    ['allow rule r destination', 'by segment', { rules: [allow({ sources: groups('lan') })] }],
    ['allow rule r destination', 'by network in a group', { rules: [allow({ sources: groups('net') })] }],
    ['allow rule r destination', 'by inline address', { rules: [allow({ sources: addresses(WEB) })] }],
    ['allow rule r destination', 'by inline range', { rules: [allow({ sources: addresses('10.0.0.0-10.0.0.1') })] }],
    ['drop default-rule source', 'an empty group is not any', { rules: [allow({ sources: groups('empty') })] }],
    ['allow rule r destination', 'the complement of an empty group is any', { rules: [allow({ sources: not(groups('empty')) })] }],
    ['drop default-rule source', 'negated: not from web', { rules: [allow({ sources: not(groups('web')) })] }],
    ['allow rule r destination', 'negated: not from db', { rules: [allow({ sources: not(groups('db')) })] }],
    ['drop default-rule source', 'negated with a union: web is in one of them', { rules: [allow({ sources: not(groups('web', 'db')) })] }],
    ['allow rule r destination', 'IPv6 by the same group', { rules: [allow({ sources: groups('web') })], packet: { source: 'fd00::1', destination: 'FD00:0::2' } }],
    ['drop default-rule source', 'an IPv4 network does not hold IPv6', { rules: [allow({ sources: addresses('0.0.0.0/0') })], packet: { source: 'fd00::1', destination: 'fd00::2' } }],
  ],
  services: [
    ['allow rule r destination', 'port in range', { rules: [allow({ services: only(entry([440, 450])) })] }],
    ['drop default-rule source', 'port outside', { rules: [allow({ services: only(entry([1, 442], [444, 65535])) })] }],
    ['allow rule r destination', 'named and nested', { rules: [allow({ services: { services: ['all-web'], entries: [] } })] }],
    ['drop default-rule source', 'a service without entries is not any', { rules: [allow({ services: { services: ['nothing'], entries: [] } })] }],
    ['drop default-rule source', 'another protocol', { rules: [allow({ services: only({ protocol: 'udp', sourcePorts: [], destinationPorts: [] }) })] }],
    ['allow rule r destination', 'by protocol number', { rules: [allow({ services: only({ protocol: 'ip', number: 6 }) })] }],
    ['allow rule r destination', 'source port', { rules: [allow({ services: only({ protocol: 'tcp', sourcePorts: [[40_000, 40_000]], destinationPorts: [] }) })] }],
    ['drop default-rule source', 'another source port', { rules: [allow({ services: only({ protocol: 'tcp', sourcePorts: [[1, 2]], destinationPorts: [] }) })] }],
    ['allow rule r destination', 'ICMP type, any code', { rules: [allow({ services: only({ protocol: 'icmp', type: 8, code: null }) })], packet: { l4: { protocol: 'icmp', type: 8, code: 3 } } }],
    ['drop default-rule source', 'ICMP code', { rules: [allow({ services: only({ protocol: 'icmp', type: 8, code: 0 }) })], packet: { l4: { protocol: 'icmp', type: 8, code: 3 } } }],
    ['drop default-rule source', 'ICMP is not ICMPv6', { rules: [allow({ services: only({ protocol: 'icmp', type: null, code: null }) })], packet: { l4: { protocol: 'icmpv6', type: 128, code: 0 } } }],
    ['drop default-rule source', 'a fragment shows no ports', { rules: [allow({ services: only(entry([443, 443])) })], packet: { fragment: true } }],
    ['allow rule r destination', 'a fragment and a rule without ports', { rules: [allow({ services: only(entry()) })], packet: { fragment: true } }],
    ['drop rule r source', 'IP version fits', { rules: [drop({ ipVersion: 'ipv4' }), allow({}, 'later')] }],
    ['allow rule later destination', 'IP version does not', { rules: [drop({ ipVersion: 'ipv6' }), allow({}, 'later')] }],
  ],
  'protection and modes': [
    ['allow not-protected destination', 'nobody at either end', { packet: { source: NOBODY, destination: '10.9.9.8' } }],
    ['drop default-rule destination', 'from outside only the destination decides', { packet: { source: NOBODY } }],
    ['drop default-rule source', 'to outside only the source does', { packet: { destination: NOBODY } }],
    ['allow rule r source', 'to outside, allowed', { rules: [allow()], packet: { destination: NOBODY } }],
    ['drop default-rule destination', 'an excluded source', { web: { excluded: true } }],
    ['allow excluded destination', 'both excluded', { web: { excluded: true }, db: { excluded: true } }],
    ['drop default-rule destination', 'an idle source', { web: { mode: 'idle' } }],
    ['drop default-rule destination', 'a source in visibility', { web: { mode: 'visibility' } }],
    ['allow visibility destination', 'both in visibility', { web: { mode: 'visibility' }, db: { mode: 'visibility' } }],
    ['drop default-rule source', 'selective, the service is enforced', { web: { mode: 'selective', selectiveServices: ['all-web'] } }],
    ['drop default-rule destination', 'selective, it is not', { web: { mode: 'selective', selectiveServices: ['nothing'] } }],
    ['allow not-selected destination', 'selective at both ends', { web: { mode: 'selective' }, db: { mode: 'selective' } }],
  ],
  'TCP-strict': [
    ['allow rule r destination', 'a SYN', { policies: [policy('p', [allow()], { tcpStrict: true })] }],
    ['drop tcp-strict r source', 'an ACK without a connection', { policies: [policy('p', [allow()], { tcpStrict: true })], packet: { tcpFlags: { syn: false, ack: true, rst: false, fin: false } } }],
    ['allow rule r destination', 'an ACK, not strict', { rules: [allow()], packet: { tcpFlags: { syn: false, ack: true, rst: false, fin: false } } }],
    ['reject rule r source', 'a denying rule stays the reason', { policies: [policy('p', [allow({ action: 'reject' })], { tcpStrict: true })], packet: { tcpFlags: { syn: true, ack: true, rst: false, fin: false } } }],
  ],
  schedules: [
    ['allow rule r destination', 'Friday night', { rules: [allow({ schedule: night })], now: FRIDAY_23 }],
    ['allow rule r destination', 'and on into Saturday', { rules: [allow({ schedule: night })], now: SATURDAY_05 }],
    ['drop default-rule source', 'not into Sunday', { rules: [allow({ schedule: night })], now: SUNDAY_05 }],
    ['drop default-rule source', 'over', { rules: [allow({ schedule: { notBefore: null, notAfter: '2026-01-01T00:00:00Z', days: [], minutes: null } })], now: SUNDAY_05 }],
    ['drop default-rule source', 'not begun', { rules: [allow({ schedule: { notBefore: '2027-01-01T00:00:00+02:00', notAfter: null, days: [], minutes: null } })], now: SUNDAY_05 }],
  ],
  conditions: [
    ['allow rule r destination', 'the application is known', { rules: [allow({ contextProfiles: ['tls'] })], packet: { context: { appId: 'tls' } } }],
    ['drop default-rule source', 'another application', { rules: [allow({ contextProfiles: ['tls'] })], packet: { context: { appId: 'ssh' } } }],
    ['drop default-rule source', 'known to be none', { rules: [allow({ contextProfiles: ['tls'] })], packet: { context: { appId: null } } }],
    ['drop unknown-condition source', 'unknown, and it matters', { rules: [allow({ contextProfiles: ['tls'] })] }],
    ['allow rule later destination', 'unknown, and it does not matter', { rules: [allow({ contextProfiles: ['tls'] }), allow({}, 'later')] }],
    ['drop unknown-condition r source', 'a denying rule hangs on it', { rules: [drop({ processes: ['sshd'] }), allow({}, 'later')] }],
    ['allow rule r destination', 'the user', { rules: [allow({ users: ['user:ann'] })], packet: { context: { user: 'ann' } } }],
    ['allow rule r destination', 'a directory group of the user', { rules: [allow({ users: ['group:ops'] })], packet: { context: { user: 'bob', userGroups: ['ops'] } } }],
    ['drop default-rule source', 'nobody signed in', { rules: [allow({ users: ['group:ops'] })], packet: { context: { user: null } } }],
    ['allow rule r destination', 'identity members among the sources', { rules: [allow({ sources: groups('ann') })], packet: { context: { user: 'ann' } } }],
    ['drop default-rule source', 'they name initiators, not destinations', { rules: [allow({ destinations: groups('ann') })], packet: { context: { user: 'ann' } } }],
    ['drop unknown-condition source', 'an unknown jump leads two ways', { policies: [policy('v', [allow({ action: 'jump-to-application', processes: ['x'] }, 'j'), allow({}, 'v')], { category: 'environment' })] }],
  ],
}

for (const [title, cases] of Object.entries(TABLE)) {
  describe(title, () => {
    test.each(cases)('%s: %s', (expected, _, given) => {
      expect(verdict(given)).toBe(expected)
    })
  })
}
