import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  buildSnapshot,
  compareSnapshots,
  type FlowgateDocument,
  interference,
  orderDependence,
  type Packet,
  type PolicyEdit,
} from '../../src/index.ts'
import { document, group, groups, inventory, policy, rule, vnic, workload } from '../support/documents.ts'
import { includes } from '../support/includes.ts'
import { among, TINY_SPACE } from '../support/tiny-space.ts'
import { tinyDocument, unconditional } from '../support/tiny-world.ts'

interface Region {
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly services: Parameters<typeof includes>[0]
}
const holds = ({ sources, destinations, services }: Region, packet: Packet): boolean =>
  among(sources, packet.source) && among(destinations, packet.destination) && includes(services, packet.l4)

const dropping = (made: FlowgateDocument, which: number): FlowgateDocument => {
  const ids = made.policies.flatMap(({ rules }) => rules.map(({ id }) => id))
  const chosen = ids[which % ids.length]
  return {
    ...made,
    policies: made.policies.map((each) => ({
      ...each,
      rules: each.rules.map((one) => (one.id === chosen ? { ...one, action: 'drop' as const } : one)),
    })),
  }
}

test('the packets that both changes touch, each in one region, and the witness among them', {
  timeout: 60_000,
}, () => {
  let met = 0
  fc.assert(
    fc.property(tinyDocument.map(unconditional), fc.nat(20), fc.nat(20), (made, x, y) => {
      const base = buildSnapshot(made)
      const [left, right] = [buildSnapshot(dropping(made, x)), buildSnapshot(dropping(made, y))]
      const [ours, theirs] = [compareSnapshots(base, left), compareSnapshots(base, right)]
      const found = interference(base, left, right)
      met += found.length
      if (ours.length === 0 || theirs.length === 0) {
        expect(found).toEqual([])
        return
      }
      for (const packet of TINY_SPACE) {
        const both = ours.some((each) => holds(each, packet)) && theirs.some((each) => holds(each, packet))
        const regions = found.filter((each) => holds(each, packet)).length
        if (regions !== (both ? 1 : 0)) expect.fail(`${JSON.stringify(packet)} is in ${regions} regions`)
      }
      for (const each of found) expect(holds(each, each.witness)).toBe(true)
    }),
    { numRuns: 120, seed: 95 },
  )
  expect(met).toBeGreaterThan(10)
})

const base = document({
  inventory: inventory({
    workloads: ['a', 'b'].map((id, i) => workload(id, { vnics: [vnic('v', [`10.0.0.${i + 1}`])] })),
  }),
  groups: ['a', 'b'].map((id) => group(id, { workloads: [id] })),
  policies: [policy('p', [rule('r', { sources: groups('a'), destinations: groups('b'), action: 'reject' })])],
  settings: { defaultAction: 'drop', logDefault: false },
})
const adding = (id: string, action: 'allow' | 'drop'): PolicyEdit => ({
  kind: 'add-rule',
  policy: 'p',
  before: 'r',
  rule: rule(id, { sources: groups('a'), destinations: groups('b'), action }),
})

test('one allows what the other denies: a conflict, and the order decides', () => {
  const snapshot = buildSnapshot(base)
  const change = (edit: PolicyEdit) =>
    buildSnapshot({
      ...base,
      policies: base.policies.map((each) =>
        edit.kind === 'add-rule' ? { ...each, rules: [edit.rule, ...each.rules] } : each,
      ),
    })
  const [x, y] = [adding('x', 'allow'), adding('y', 'drop')]
  expect(
    interference(snapshot, change(x), change(y)).map(({ kind, left, right }) => [
      kind,
      left.rule,
      right.rule,
    ]),
  ).toEqual([['conflict', 'x', 'y']])
  expect(orderDependence(snapshot, x, y).map(({ kind }) => kind)).toEqual(['newly-denied'])
  expect(orderDependence(snapshot, x, { kind: 'disable-rule', policy: 'p', rule: 'r' })).toEqual([])
})
