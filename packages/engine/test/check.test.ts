import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  buildSnapshot,
  checkDocument,
  checkPolicySet,
  type FlowgateDocument,
  InvalidDocumentError,
} from '../src/index.ts'
import {
  ANY,
  addresses,
  document,
  group,
  groups,
  inventory,
  policy,
  rule,
  service,
  vnic,
  workload,
} from './support/documents.ts'
import { tinyDocument } from './support/tiny-world.ts'

const issues = (over: Partial<FlowgateDocument>): readonly string[] =>
  checkDocument(document(over)).map(({ code, path }) => `${code} ${path.join('.')}`)
const inRule = (over: Parameters<typeof rule>[1]) => ({ policies: [policy('p', [rule('r', over)])] })
const inWorkload = (over: Parameters<typeof workload>[1]) => ({
  inventory: inventory({ workloads: [workload('w', over)] }),
})
const schedule = { notBefore: null, notAfter: null, days: [], minutes: null }
const RULE = 'policies.0.rules.0'

test('a document of the tiny world has no issue', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(tinyDocument, (made) => {
      expect(checkDocument(made)).toEqual([])
    }),
    { numRuns: 200 },
  )
})

describe('each error has a code and the path to it', () => {
  test.each<[string, Partial<FlowgateDocument>]>([
    ['id_duplicate groups.1.id', { groups: [group('g', {}), group('g', {}, { name: 'h' })] }],
    ['name_duplicate groups.1.name', { groups: [group('g', {}), group('h', {}, { name: 'g' })] }],
    ['id_empty groups.0.id', { groups: [group('', {}, { name: 'g' })] }],
    [
      'id_duplicate policies.1.rules.0.id',
      { policies: [policy('p', [rule('r')]), policy('q', [rule('r')])] },
    ],
    ['host_unknown inventory.workloads.0.host', inWorkload({ host: 'h' })],
    ['segment_unknown inventory.workloads.0.vnics.0.segment', inWorkload({ vnics: [vnic('v', [], 's')] })],
    [
      'address_invalid inventory.workloads.0.vnics.0.addresses.0',
      inWorkload({ vnics: [vnic('v', ['10.0.0.0/24'])] }),
    ],
    [
      'mac_invalid inventory.workloads.0.vnics.0.mac',
      inWorkload({ vnics: [{ ...vnic('v', []), mac: '00-50-56-AA-BB-01' }] }),
    ],
    ['id_duplicate inventory.workloads.0.vnics.1.id', inWorkload({ vnics: [vnic('v', []), vnic('v', [])] })],
    [
      'tag_duplicate inventory.workloads.0.tags.1',
      inWorkload({
        tags: [
          { scope: 'a', value: 'b' },
          { scope: 'a', value: 'b' },
        ],
      }),
    ],
    ['tag_invalid inventory.workloads.0.tags.0.value', inWorkload({ tags: [{ scope: 'a', value: '' }] })],
    ['service_unknown inventory.workloads.0.selectiveServices.0', inWorkload({ selectiveServices: ['s'] })],
    [
      'vlan_invalid inventory.segments.0.vlan',
      { inventory: inventory({ segments: [{ id: 's', name: 's', vlan: 4095, subnets: [] }] }) },
    ],
    [
      'cidr_host_bits inventory.segments.0.subnets.0',
      { inventory: inventory({ segments: [{ id: 's', name: 's', vlan: 1, subnets: ['10.0.0.1/24'] }] }) },
    ],
    [
      'site_unknown inventory.clusters.0.site',
      { inventory: inventory({ clusters: [{ id: 'c', name: 'c', site: 's' }] }) },
    ],
    ['workload_unknown groups.0.members.workloads.0', { groups: [group('g', { workloads: ['w'] })] }],
    ['group_unknown groups.0.members.groups.0', { groups: [group('g', { groups: ['h'] })] }],
    [
      'identity_invalid groups.0.members.identities.0',
      { groups: [group('g', { identities: ['claim:dept'] })] },
    ],
    [
      'group_cycle groups.1.members.groups',
      {
        groups: [group('a', { groups: ['b'] }), group('b', { groups: ['c'] }), group('c', { groups: ['b'] })],
      },
    ],
    [
      'criterion_values groups.0.criteria.all.0.values',
      {
        groups: [
          group('g', {}, { criteria: { all: [{ field: 'tag', scope: null, operator: 'in', values: [] }] } }),
        ],
      },
    ],
    [
      'criterion_scope groups.0.criteria.scope',
      { groups: [group('g', {}, { criteria: { field: 'os', scope: 'x', operator: 'exists', values: [] } })] },
    ],
    ['service_cycle services.0.services', { services: [service('s', [], ['s'])] }],
    [
      'port_range_reversed services.0.entries.0.destinationPorts.0',
      { services: [service('s', [{ protocol: 'tcp', sourcePorts: [], destinationPorts: [[2, 1]] }])] },
    ],
    [
      'port_invalid services.0.entries.0.sourcePorts.0',
      { services: [service('s', [{ protocol: 'udp', sourcePorts: [[0, 65536]], destinationPorts: [] }])] },
    ],
    [
      'icmp_code_without_type services.0.entries.0.code',
      { services: [service('s', [{ protocol: 'icmp', type: null, code: 0 }])] },
    ],
    [
      'protocol_invalid services.0.entries.0.number',
      { services: [service('s', [{ protocol: 'ip', number: 256 }])] },
    ],
    [
      'fqdn_invalid contextProfiles.0.fqdns.0',
      { contextProfiles: [{ id: 'c', name: 'c', description: '', appIds: [], fqdns: ['*.*.org'] }] },
    ],
    [
      'tcp_strict_stateless policies.0.tcpStrict',
      { policies: [policy('p', [], { tcpStrict: true, stateful: false })] },
    ],
    [`jump_outside_environment ${RULE}.action`, inRule({ action: 'jump-to-application' })],
    [`negated_any ${RULE}.sources.negated`, inRule({ sources: { ...ANY, negated: true } })],
    [`group_unknown ${RULE}.destinations.groups.0`, inRule({ destinations: groups('g') })],
    [`address_spec_invalid ${RULE}.sources.addresses.0`, inRule({ sources: addresses('nowhere') })],
    [`service_unknown ${RULE}.services.services.0`, inRule({ services: { services: ['s'], entries: [] } })],
    [`context_profile_unknown ${RULE}.contextProfiles.0`, inRule({ contextProfiles: ['c'] })],
    [`identity_invalid ${RULE}.users.0`, inRule({ users: ['ann'] })],
    [
      `instant_invalid ${RULE}.schedule.notBefore`,
      inRule({ schedule: { ...schedule, notBefore: 'tomorrow' } }),
    ],
    [
      `schedule_reversed ${RULE}.schedule.notAfter`,
      inRule({
        schedule: { ...schedule, notBefore: '2026-01-02T00:00:00Z', notAfter: '2026-01-01T00:00:00Z' },
      }),
    ],
    [`minutes_invalid ${RULE}.schedule.minutes`, inRule({ schedule: { ...schedule, minutes: [60, 60] } })],
    [`day_invalid ${RULE}.schedule.days.0`, inRule({ schedule: { ...schedule, days: [7] } })],
  ])('%s', (expected, over) => {
    expect(issues(over)).toEqual([expected])
  })
})

test('the path of a cycle is in the message', () => {
  const [issue] = checkDocument(
    document({ groups: [group('a', { groups: ['b'] }), group('b', { groups: ['a'] })] }),
  )
  expect(issue?.message).toBe('groups contain each other: `a` > `b` > `a`')
})

test('a long cycle is told by its ends', () => {
  const groups = Array.from({ length: 1000 }, (_, i) => group(`g${i}`, { groups: [`g${(i + 1) % 1000}`] }))
  const [issue] = checkDocument(document({ groups }))
  expect(issue?.message).toMatch(/: `g0` > .*`g5` > \(989 more\) > `g995` > .*`g999` > `g0`$/)
})

test('all errors at once, and no snapshot of an invalid document', () => {
  const made = document({
    ...inRule({ sources: groups('x'), destinations: groups('y') }),
    groups: [group('g', { groups: ['z'] })],
  })
  expect(checkDocument(made)).toHaveLength(3)
  expect(() => buildSnapshot(made)).toThrow(InvalidDocumentError)
  expect(() => buildSnapshot(made)).toThrow('groups.0.members.groups.0: there is no group `z` (and 2 more)')
})

test('a draft is checked without an inventory, or against the ids of one', () => {
  const set = document({ groups: [group('g', { workloads: ['w'] })] })
  expect(checkPolicySet(set)).toEqual([])
  expect(checkPolicySet(set, { workloads: new Set(['w']), segments: new Set() })).toEqual([])
  expect(checkPolicySet(set, { workloads: new Set(), segments: new Set() }).map(({ code }) => code)).toEqual([
    'workload_unknown',
  ])
})

test('criteria nested without end are refused, not followed', () => {
  let criteria: NonNullable<FlowgateDocument['groups'][number]['criteria']> = { all: [] }
  for (let i = 0; i < 1_000; i += 1) criteria = { not: criteria }
  expect(checkDocument(document({ groups: [group('g', {}, { criteria })] })).map(({ code }) => code)).toEqual(
    ['criteria_too_deep'],
  )
})
