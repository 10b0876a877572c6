import { describe, expect, test } from 'vitest'
import { applyEdit } from '../../src/analyze/edits.ts'
import {
  buildSnapshot,
  explainMembership,
  explainRule,
  type Packet,
  type Policy,
  parseAddress,
  type Rule,
} from '../../src/index.ts'
import {
  document,
  group,
  groups,
  inventory,
  not,
  policy,
  rule,
  vnic,
  workload,
} from '../support/documents.ts'

const made = (rules: readonly Rule[], over: Partial<Policy> = {}) =>
  document({
    inventory: inventory({
      segments: ['lan', 'san'].map((id) => ({ id, name: id, vlan: null, subnets: [] })),
      workloads: [
        workload('web', {
          vnics: [vnic('v', ['10.0.0.1', 'fd00::1'], 'lan'), vnic('w', ['10.0.0.9'], 'san')],
          tags: [{ scope: 'tier', value: 'web' }],
        }),
        workload('db', { vnics: [vnic('v', ['10.0.0.2'])] }),
        workload('twin', { vnics: [vnic('v', ['10.0.0.2'])] }),
      ],
    }),
    groups: [
      group('web', { workloads: ['web'] }),
      group('db', { workloads: ['db'] }),
      group('lan', { segments: ['lan', 'san'] }),
      group('net', { addresses: ['10.0.0.0/30', '10.0.0.9'], groups: ['web'] }),
      group(
        'tagged',
        {},
        {
          criteria: { field: 'tag', scope: 'tier', operator: 'equals', values: ['web'] },
        },
      ),
    ],
    contextProfiles: [{ id: 'tls', name: 'tls', description: '', appIds: ['tls'], fqdns: [] }],
    policies: [policy('other', [rule('o')]), policy('p', rules, over)],
  })
const PACKET: Packet = {
  source: '10.0.0.1',
  destination: '10.0.0.2',
  l4: { protocol: 'tcp', sourcePort: 1, destinationPort: 80 },
}

describe('every field in words', () => {
  const told = (
    over: Partial<Rule>,
    packet: Partial<Packet> = {},
    point: 'source' | 'destination' = 'source',
  ) => {
    const explained = explainRule(
      buildSnapshot(made([rule('first'), rule('r', over)])),
      { ...PACKET, ...packet },
      point,
      'r',
      { now: 0 },
    )
    return new Map(
      explained.fields.map(({ field, holds, wanted, got }) => [field, `${holds}: ${wanted} / ${got}`]),
    )
  }
  test('of a rule that asks for nothing', () => {
    expect([...told({})]).toEqual([
      ['disabled', 'true: an enabled rule in an enabled policy / enabled'],
      ['outside-schedule', 'true: any time / now'],
      ['direction', 'true: in-out / out'],
      ['ip-version', 'true: any / ipv4'],
      ['applied-to', 'true: everywhere / the source vNIC'],
      ['source', 'true: any / `10.0.0.1`'],
      ['destination', 'true: any / `10.0.0.2`'],
      ['service', 'true: any / tcp port 80 from 1'],
      ['context-profile', 'true: any / application unknown, name unknown'],
      ['process', 'true: any / unknown'],
      ['user', 'true: any / unknown'],
    ])
  })
  const at = (field: string, over: Partial<Rule>, packet: Partial<Packet> = {}, point?: 'destination') =>
    told(over, packet, point).get(field as never)
  test.each<[string, string, Partial<Rule>, Partial<Packet>]>([
    ['disabled', 'false: an enabled rule in an enabled policy / disabled', { enabled: false }, {}],
    [
      'outside-schedule',
      'false: {"notBefore":"2030-01-01T00:00:00Z","notAfter":null,"days":[],"minutes":null} / now',
      { schedule: { notBefore: '2030-01-01T00:00:00Z', notAfter: null, days: [], minutes: null } },
      {},
    ],
    ['direction', 'false: in / out', { direction: 'in' }, {}],
    [
      'ip-version',
      'false: ipv4 / ipv6',
      { ipVersion: 'ipv4' },
      { source: 'fd00::1', destination: 'fd00::2' },
    ],
    ['applied-to', 'false: one of `db` / the source vNIC', { appliedTo: ['db'] }, {}],
    ['source', 'true: one of `web`, `db` / `10.0.0.1`', { sources: groups('web', 'db') }, {}],
    ['source', 'false: none of `web` / `10.0.0.1`', { sources: not(groups('web')) }, {}],
    [
      'source',
      'true: one of `db`, `10.0.0.0/30`, `10.0.0.1`, `10.1.0.0/16` / `10.0.0.1`, which is in `10.0.0.0/30`, `10.0.0.1`',
      { sources: { groups: ['db'], addresses: ['10.0.0.0/30', '10.0.0.1', '10.1.0.0/16'], negated: false } },
      {},
    ],
    [
      'destination',
      'true: one of `10.0.0.2` / `10.0.0.2`, which is in `10.0.0.2`',
      { destinations: { groups: [], addresses: ['10.0.0.2'], negated: false } },
      {},
    ],
    [
      'service',
      'false: {"protocol":"ip","number":47} / tcp port 80 from 1',
      { services: { services: [], entries: [{ protocol: 'ip', number: 47 }] } },
      {},
    ],
    ['service', 'true: any / icmp type 8 code 3', {}, { l4: { protocol: 'icmp', type: 8, code: 3 } }],
    ['service', 'true: any / protocol 47', {}, { l4: { protocol: 'ip', number: 47 } }],
    [
      'service',
      'true: any / tcp port 80 from 1, a later fragment, which shows no ports',
      {},
      { fragment: true },
    ],
    [
      'context-profile',
      'app-id: all of `tls` / application unknown, name none',
      { contextProfiles: ['tls'] },
      { context: { fqdn: null } },
    ],
    [
      'context-profile',
      'true: all of `tls` / application `tls`, name `one.test`',
      { contextProfiles: ['tls'] },
      { context: { appId: 'tls', fqdn: 'one.test' } },
    ],
    ['process', 'process: one of `a`, `b` / unknown', { processes: ['a', 'b'] }, {}],
    ['process', 'false: one of `a` / none', { processes: ['a'] }, { context: { process: null } }],
    ['user', 'true: one of `user:ann` / `ann`', { users: ['user:ann'] }, { context: { user: 'ann' } }],
  ])('%s is %s', (field, wanted, over, packet) => {
    expect(at(field, over, packet)).toBe(wanted)
  })
  test('at the destination: the other direction, the other vNIC', () => {
    expect(at('direction', { direction: 'out' }, {}, 'destination')).toBe('false: out / in')
    expect(at('applied-to', { appliedTo: ['db'] }, {}, 'destination')).toBe(
      'true: one of `db` / the destination vNIC',
    )
  })
})

describe('one rule', () => {
  const explain = (
    rules: readonly Rule[],
    id: string,
    over: Partial<Policy> = {},
    packet: Partial<Packet> = {},
  ) => explainRule(buildSnapshot(made(rules, over)), { ...PACKET, ...packet }, 'source', id, { now: 0 })
  test('is found by its id, in whichever policy', () => {
    expect(explain([rule('r')], 'o')).toMatchObject({
      policy: 'other',
      rule: 'o',
      workload: 'web',
      matched: true,
    })
    expect(explain([rule('q'), rule('r')], 'r')).toMatchObject({ policy: 'p', rule: 'r', matched: true })
    expect(() => explain([], 'r')).toThrow('there is no rule `r`')
  })
  test('an unknown condition is no match', () => {
    expect(explain([rule('r', { processes: ['x'] })], 'r').matched).toBe(false)
  })
  test('where nobody bears the address, nothing holds', () => {
    const explained = explain([rule('r')], 'r', {}, { source: '10.9.9.9' })
    expect([
      explained.workload,
      explained.matched,
      explained.fields.some(({ holds }) => holds !== false),
    ]).toEqual([null, false, false])
  })
  test('groups are explained where the rule names them; its applied-to goes before that of the policy', () => {
    const named = (over: Partial<Rule>, of: Partial<Policy> = {}) =>
      explain([rule('r', over)], 'r', of).fields.flatMap(({ field, groups: each }) =>
        each.map(({ group: id, belongs }) => `${field} ${id} ${belongs}`),
      )
    expect(named({ sources: groups('web', 'db'), destinations: groups('db') })).toEqual([
      'source web true',
      'source db false',
      'destination db true',
    ])
    expect(named({}, { appliedTo: ['web'] })).toEqual(['applied-to web true'])
    expect(named({ appliedTo: ['db'] }, { appliedTo: ['web'] })).toEqual(['applied-to db false'])
  })
})

describe('membership of an address', () => {
  const snapshot = buildSnapshot(made([rule('r')]))
  const of = (groupId: string, text: string) => {
    const address = parseAddress(text)
    if (!address.ok) throw new Error('an address was given')
    const { belongs, byAddress, reasons, missing } = explainMembership(snapshot, groupId, address.value)
    return [
      belongs,
      byAddress,
      reasons.map((each) => `${each.workload} ${each.kind} ${each.through.join('>')}`),
      missing.map((each) => `${each.workload} ${each.group} ${each.leaves.length}`),
    ]
  }
  test.each([
    ['web', '10.0.0.1', [true, false, ['web static '], []]],
    ['web', '10.0.0.2', [false, false, [], []]],
    // Only what this address has to do with: not the segment of the other vNIC, not its address.
    ['lan', '10.0.0.1', [true, false, ['web segment '], []]],
    ['net', '10.0.0.1', [true, true, ['web address ', 'web static web'], []]],
    ['net', '10.0.0.3', [true, true, [], []]],
    ['net', '10.0.0.9', [true, true, ['web address ', 'web static web'], []]],
    ['net', '10.0.0.4', [false, false, [], []]],
    // Two bear it: it belongs by one of them, and neither is said to be missing.
    ['db', '10.0.0.2', [true, false, ['db static '], []]],
    ['tagged', '10.0.0.9', [true, false, ['web criterion '], []]],
    ['tagged', '10.0.0.2', [false, false, [], ['db tagged 1', 'twin tagged 1']]],
    ['tagged', '10.0.0.7', [false, false, [], []]],
  ])('%s and %s', (groupId, text, wanted) => {
    expect(of(groupId, text)).toEqual(wanted)
  })
})

describe('an edit', () => {
  const set = made([rule('a', { enabled: false }), rule('b')], { enabled: false })
  const rules = (edited: typeof set) =>
    edited.policies.map(({ id, enabled, rules: each }) => [id, enabled, each.map((one) => one.id).join()])
  const find = (edited: typeof set, id: string) =>
    edited.policies.flatMap((each) => each.rules).find((one) => one.id === id)
  const at = { policy: 'p', rule: 'a' }
  test('switches a rule off and on, and with it the policy on', () => {
    const off = applyEdit(set, { kind: 'disable-rule', policy: 'p', rule: 'b' })
    expect(find(off, 'b')).toEqual({ ...rule('b'), enabled: false })
    expect(rules(off)).toEqual(rules(set))
    const on = applyEdit(set, { kind: 'enable-rule', ...at })
    expect([find(on, 'a')?.enabled, on.policies[1]?.enabled]).toEqual([true, true])
    expect(on.policies[0]).toEqual(set.policies[0])
  })
  test('changes an action, adds a service entry, leaving the others', () => {
    const changed = applyEdit(set, { kind: 'change-action', ...at, action: 'reject' })
    expect([find(changed, 'a')?.action, find(changed, 'b')?.action]).toEqual(['reject', 'allow'])
    const entry = { protocol: 'ip', number: 47 } as const
    const once = applyEdit(set, { kind: 'add-service', ...at, entry })
    const twice = applyEdit(once, { kind: 'add-service', ...at, entry: { protocol: 'ip', number: 50 } })
    expect(find(twice, 'a')?.services).toEqual({
      services: [],
      entries: [entry, { protocol: 'ip', number: 50 }],
    })
    expect(find(twice, 'b')).toEqual(find(set, 'b'))
  })
  test('adds a member to one group', () => {
    const edited = applyEdit(set, { kind: 'add-member', group: 'web', workload: 'db' })
    expect(edited.groups.map(({ id, members }) => [id, members.workloads.join()])).toEqual([
      ['web', 'web,db'],
      ['db', 'db'],
      ['lan', ''],
      ['net', ''],
      ['tagged', ''],
    ])
    expect(edited.policies).toEqual(set.policies)
  })
  test('puts a rule before another, or at the end', () => {
    const put = (before: string | null) =>
      rules(applyEdit(set, { kind: 'add-rule', policy: 'p', before, rule: rule('new') }))[1]?.[2]
    expect([put('a'), put('b'), put(null), put('gone')]).toEqual(['new,a,b', 'a,new,b', 'a,b,new', 'a,b,new'])
  })
  test('of what is not there changes nothing', () => {
    expect(applyEdit(set, { kind: 'disable-rule', policy: 'gone', rule: 'a' })).toEqual(set)
    expect(applyEdit(set, { kind: 'disable-rule', policy: 'p', rule: 'o' })).toEqual(set)
    expect(applyEdit(set, { kind: 'add-member', group: 'gone', workload: 'db' })).toEqual(set)
  })
})
