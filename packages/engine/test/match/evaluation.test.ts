import { describe, expect, test } from 'vitest'
import {
  buildSnapshot,
  compileSpan,
  compileWorld,
  evaluate,
  type Packet,
  type PacketContext,
  type Policy,
  packetKey,
  type Rule,
  spanFor,
  type Workload,
} from '../../src/index.ts'
import { combine } from '../../src/match/combine.ts'
import { document, inventory, policy, rule, service, vnic, workload } from '../support/documents.ts'

/* Whole evaluations, every word of them. */

const world = (policies: readonly Policy[], web: Partial<Workload> = {}) =>
  buildSnapshot(
    document({
      inventory: inventory({
        hosts: [{ id: 'h', name: 'h', cluster: null }],
        workloads: [
          workload('web', { host: 'h', vnics: [vnic('eth0', ['10.0.0.1'])], ...web }),
          workload('db', { vnics: [vnic('eth1', ['10.0.0.2'])] }),
        ],
      }),
      services: [service('ssh', [{ protocol: 'tcp', sourcePorts: [], destinationPorts: [[22, 22]] }])],
      contextProfiles: [
        { id: 'tls', name: 'tls', description: '', appIds: ['tls'], fqdns: ['one.test'] },
        { id: 'ssh', name: 'ssh', description: '', appIds: ['ssh'], fqdns: [] },
      ],
      policies,
    }),
  )
const PACKET: Packet = {
  source: '10.0.0.1',
  destination: '10.0.0.2',
  l4: { protocol: 'tcp', sourcePort: 1, destinationPort: 22 },
}
const atSource = (policies: readonly Policy[], web: Partial<Workload> = {}, context: PacketContext = {}) =>
  evaluate(world(policies, web), { ...PACKET, context }, { now: 0 }).evaluations[0]

const NOTHING = { category: null, policy: null, rule: null, unknown: [], trail: [] }
const WEB = { point: 'source', direction: 'out', workload: 'web', vnic: 'eth0', host: 'h' }
const PASSED = { action: 'allow', decided: 'allow' }

describe('not evaluated', () => {
  test('nobody bears the address', () => {
    const [source, destination] = evaluate(
      world([]),
      { ...PACKET, source: '10.9.9.9', destination: '10.9.9.8' },
      { now: 0 },
    ).evaluations
    const nobody = { workload: null, vnic: null, host: null, ...PASSED, why: 'not-protected', ...NOTHING }
    expect(source).toEqual({ point: 'source', direction: 'out', ...nobody })
    expect(destination).toEqual({ point: 'destination', direction: 'in', ...nobody })
  })
  test('excluded, and idle', () => {
    expect(atSource([], { excluded: true })).toEqual({ ...WEB, ...PASSED, why: 'excluded', ...NOTHING })
    expect(atSource([], { mode: 'idle' })).toEqual({ ...WEB, ...PASSED, why: 'idle', ...NOTHING })
  })
})

describe('evaluated', () => {
  const categories = ['emergency', 'infrastructure', 'environment', 'application'].map((category) => ({
    kind: 'category',
    category,
  }))
  test('by the default rule, with every category in the trail', () => {
    expect(atSource([])).toEqual({
      ...WEB,
      action: 'drop',
      decided: 'drop',
      why: 'default-rule',
      ...NOTHING,
      trail: [...categories, { kind: 'default-rule', action: 'drop' }],
    })
  })
  test('by a rule, with what was tried before it', () => {
    const rules = [rule('off', { enabled: false }), rule('r', { action: 'reject' }), rule('later')]
    const step = { kind: 'rule', category: 'infrastructure', policy: 'p' }
    const evaluation = {
      ...WEB,
      action: 'reject',
      decided: 'reject',
      why: 'rule',
      category: 'infrastructure',
      policy: 'p',
      rule: 'r',
      unknown: [],
      trail: [
        ...categories.slice(0, 2),
        { ...step, rule: 'off', result: 'not-matched', mismatch: 'disabled' },
        { ...step, rule: 'r', result: 'matched', mismatch: null },
      ],
    }
    expect(atSource([policy('p', rules, { category: 'infrastructure' })])).toEqual(evaluation)
    // What the mode does not enforce is decided all the same.
    const free = (why: string) => ({ ...evaluation, action: 'allow', why })
    const p = [policy('p', rules, { category: 'infrastructure' })]
    expect(atSource(p, { mode: 'visibility' })).toEqual(free('visibility'))
    expect(atSource(p, { mode: 'selective' })).toEqual(free('not-selected'))
    expect(atSource(p, { mode: 'selective', selectiveServices: ['ssh'] })).toEqual(evaluation)
  })
  test('a jump says from where, and the categories after it are walked', () => {
    const jump = rule('j', { action: 'jump-to-application' })
    const step = { category: 'environment', policy: 'p', rule: 'j' }
    expect(
      atSource([policy('p', [jump, rule('skipped', { action: 'reject' })], { category: 'environment' })])
        ?.trail,
    ).toEqual([
      ...categories.slice(0, 3),
      { kind: 'rule', ...step, result: 'matched', mismatch: null },
      { kind: 'jump', ...step },
      ...categories.slice(3),
      { kind: 'default-rule', action: 'drop' },
    ])
  })
})

describe('unknown conditions', () => {
  const asks = (id: string, over: Partial<Rule>) => rule(id, over)
  const told = (rules: readonly Rule[], context: PacketContext = {}, over: Partial<Policy> = {}) => {
    const found = atSource([policy('p', rules, over)], {}, context)
    return `${found?.action} ${found?.why} ${found?.rule} [${found?.unknown.join()}]`
  }
  test.each<[string, readonly Rule[], PacketContext]>([
    ['drop unknown-condition null [process]', [asks('r', { processes: ['sshd'] })], {}],
    ['drop unknown-condition null [app-id,fqdn]', [asks('r', { contextProfiles: ['tls'] })], {}],
    ['drop unknown-condition null [app-id]', [asks('r', { contextProfiles: ['tls'] })], { fqdn: 'one.test' }],
    ['drop default-rule null []', [asks('r', { contextProfiles: ['tls'] })], { fqdn: 'two.test' }],
    // Named in one order, each once, however many rules ask and in whichever order.
    [
      'drop unknown-condition null [app-id,fqdn,process,user]',
      [asks('a', { users: ['user:ann'], processes: ['x'] }), asks('b', { contextProfiles: ['tls', 'ssh'] })],
      {},
    ],
    // All possible outcomes are the same: nothing hangs on it.
    ['drop default-rule null []', [asks('r', { processes: ['sshd'], action: 'drop' })], {}],
    ['allow rule b []', [asks('a', { processes: ['sshd'] }), asks('b', {})], {}],
    // The first that denies stands.
    [
      'reject unknown-condition b [process]',
      [
        asks('a', { processes: ['sshd'] }),
        asks('b', { processes: ['nginx'], action: 'reject' }),
        asks('c', { action: 'drop' }),
      ],
      {},
    ],
    [
      'drop unknown-condition a [process]',
      [asks('a', { processes: ['sshd'], action: 'drop' }), asks('b', { action: 'reject' })],
      {},
    ],
    ['allow rule a []', [asks('a', { processes: ['sshd'] })], { process: 'sshd' }],
  ])('%s', (wanted, rules, context) => {
    expect(told(rules, context)).toBe(wanted)
  })
  test('a jump that may be: what application says, and what comes after the jump', () => {
    const policies = (after: Rule) => [
      policy('e', [rule('j', { action: 'jump-to-application', processes: ['x'] }), after], {
        category: 'environment',
      }),
      policy('a', [rule('app', { action: 'allow' })]),
    ]
    const of = (after: Rule) => {
      const found = atSource(policies(after))
      return `${found?.action} ${found?.why} ${found?.rule} [${found?.unknown.join()}]`
    }
    expect(of(rule('after', { action: 'drop' }))).toBe('drop unknown-condition after [process]')
    expect(of(rule('after'))).toBe('allow rule after []')
    expect(of(rule('after', { enabled: false }))).toBe('allow rule app []')
  })
  test('the trail shows what is unknown and goes on', () => {
    const found = atSource([policy('p', [rule('a', { processes: ['x'] }), rule('b')])])
    expect(
      found?.trail.flatMap((step) => (step.kind === 'rule' ? [`${step.rule} ${step.result}`] : [])),
    ).toEqual(['a unknown', 'b matched'])
  })
  test('strict: an ACK without a connection is denied by the rule that would allow, not by one that denies', () => {
    const ack = { ...PACKET, tcpFlags: { syn: false, ack: true, rst: false, fin: false } }
    const strict = (action: Rule['action'], tcpStrict = true) => {
      const [found] = evaluate(world([policy('p', [rule('r', { action })], { tcpStrict })]), ack, {
        now: 0,
      }).evaluations
      return `${found?.action} ${found?.why} ${found?.rule}`
    }
    expect([strict('allow'), strict('reject'), strict('drop'), strict('allow', false)]).toEqual([
      'drop tcp-strict r',
      'reject rule r',
      'drop rule r',
      'allow rule r',
    ])
  })
})

describe('two ends', () => {
  const end = (action: 'allow' | 'drop' | 'reject', why: string) => ({ action, why }) as never
  test.each([
    ['allow destination', end('allow', 'rule'), end('allow', 'rule')],
    ['allow source', end('allow', 'rule'), end('allow', 'not-protected')],
    ['allow source', end('allow', 'default-rule'), end('allow', 'excluded')],
    ['allow source', end('allow', 'visibility'), end('allow', 'idle')],
    ['allow destination', end('allow', 'idle'), end('allow', 'not-protected')],
    ['allow destination', end('allow', 'excluded'), end('allow', 'rule')],
    ['allow destination', end('allow', 'not-protected'), end('allow', 'excluded')],
    ['drop source', end('drop', 'rule'), end('allow', 'rule')],
    ['drop source', end('drop', 'rule'), end('reject', 'rule')],
    ['reject destination', end('allow', 'rule'), end('reject', 'rule')],
    ['drop destination', end('allow', 'not-protected'), end('drop', 'rule')],
  ])('%s', (wanted, source, destination) => {
    const { action, decidedAt, evaluations } = combine(source, destination)
    expect(`${action} ${decidedAt}`).toBe(wanted)
    expect(evaluations).toEqual([source, destination])
  })
})

test('a classifier decides, explains, and finds the vNIC', () => {
  const snapshot = world([policy('p', [rule('r', { action: 'reject' })])])
  const span = spanFor(snapshot, 'h', { revision: 1, inventoryVersion: 1 })
  const host = compileSpan(span)
  expect(host.span).toBe(span)
  const key = packetKey(PACKET)
  for (const classifier of [compileWorld(snapshot), host]) {
    expect(classifier.locate(key, 'source')).toEqual({ workload: 'web', vnic: 'eth0' })
    expect(classifier.describe(classifier.decide(key, 'source', 0))).toMatchObject({
      action: 'reject',
      rule: 'r',
    })
    expect(classifier.evaluateAt(PACKET, 'source', { now: 0 })).toMatchObject({
      action: 'reject',
      rule: 'r',
      vnic: 'eth0',
    })
    expect(classifier.locate(packetKey({ ...PACKET, source: '10.9.9.9' }), 'source')).toBeNull()
  }
})
