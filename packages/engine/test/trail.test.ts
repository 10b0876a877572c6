import { expect, test } from 'vitest'
import { buildSnapshot, evaluate } from '../src/index.ts'
import { document, group, groups, inventory, policy, rule, vnic, workload } from './support/documents.ts'

test('the trail names every rule tried, in order, with the field that failed', () => {
  const fails = [
    rule('disabled', { enabled: false }),
    rule('outside-schedule', {
      schedule: { notBefore: '2030-01-01T00:00:00Z', notAfter: null, days: [], minutes: null },
    }),
    rule('direction', { direction: 'in' }),
    rule('ip-version', { ipVersion: 'ipv6' }),
    rule('applied-to', { appliedTo: ['b'] }),
    rule('source', { sources: groups('b') }),
    rule('destination', { destinations: groups('a') }),
    rule('service', { services: { services: [], entries: [{ protocol: 'ip', number: 47 }] } }),
    rule('context-profile', { contextProfiles: ['tls'] }),
    rule('process', { processes: ['sshd'] }),
    rule('user', { users: ['user:ann'] }),
  ]
  const snapshot = buildSnapshot(
    document({
      inventory: inventory({
        workloads: [
          workload('a', { vnics: [vnic('v', ['10.0.0.1'])] }),
          workload('b', { vnics: [vnic('v', ['10.0.0.2'])] }),
        ],
      }),
      groups: [group('a', { workloads: ['a'] }), group('b', { workloads: ['b'] })],
      contextProfiles: [{ id: 'tls', name: 'tls', description: '', appIds: ['tls'], fqdns: [] }],
      policies: [
        policy('env', [rule('jump', { action: 'jump-to-application' }), rule('skipped')], {
          category: 'environment',
        }),
        policy('app', fails),
      ],
    }),
  )
  const packet = {
    source: '10.0.0.1',
    destination: '10.0.0.2',
    l4: { protocol: 'tcp', sourcePort: 1, destinationPort: 2 },
    context: { appId: null, process: null, user: null },
  } as const
  const [source] = evaluate(snapshot, packet, { now: 0 }).evaluations
  expect(
    source?.trail.map((step) =>
      step.kind === 'rule' ? `${step.rule}: ${step.mismatch ?? step.result}` : step.kind,
    ),
  ).toEqual([
    'category',
    'category',
    'category',
    'jump: matched',
    'jump',
    'category',
    ...fails.map(({ id }) => `${id}: ${id}`),
    'default-rule',
  ])
})
