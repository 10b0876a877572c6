import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blastRadius, buildSnapshot, evaluate, type FlowgateDocument, parseAddress } from '../../src/index.ts'
import { document, group, groups, inventory, policy, rule, vnic, workload } from '../support/documents.ts'
import { TINY_SPACE } from '../support/tiny-space.ts'
import { tinyDocument, unconditional } from '../support/tiny-world.ts'

/** Hops to each workload, asked of the reference packet by packet. */
function reach(made: FlowgateDocument, from: string): ReadonlyMap<string, number> {
  const snapshot = buildSnapshot(made)
  const edges = new Set<string>()
  const bearer = (text: string): string | undefined => {
    const address = parseAddress(text)
    return address.ok ? snapshot.pointAt(address.value)?.workload.id : undefined
  }
  for (const packet of TINY_SPACE) {
    const [a, b] = [bearer(packet.source), bearer(packet.destination)]
    if (a === undefined || b === undefined || a === b) continue
    if (evaluate(snapshot, packet, { now: 0 }).action === 'allow') edges.add(`${a} ${b}`)
  }
  const hops = new Map<string, number>([[from, 0]])
  for (const [at, distance] of hops)
    for (const id of ['w1', 'w2', 'w3'])
      if (!hops.has(id) && edges.has(`${at} ${id}`)) hops.set(id, distance + 1)
  hops.delete(from)
  return hops
}

const denied = (made: FlowgateDocument, rules: ReadonlySet<string>): FlowgateDocument => ({
  ...made,
  policies: made.policies.map((each) => ({
    ...each,
    rules: each.rules.map((one) => (rules.has(one.id) ? { ...one, action: 'drop' as const } : one)),
  })),
})

test('who can be reached in how many hops, and the fewest rules that stop it, against trying everything', {
  timeout: 120_000,
}, () => {
  let cuts = 0
  fc.assert(
    fc.property(tinyDocument.map(unconditional), (made) => {
      const result = blastRadius(buildSnapshot(made), 'w1')
      expect(new Map(result.reached.map(({ workload: id, hops }) => [id, hops]))).toEqual(reach(made, 'w1'))
      const allows = made.policies.flatMap(({ rules }) =>
        rules.flatMap(({ id, action }) => (action === 'allow' ? [id] : [])),
      )
      const isCut = (rules: readonly string[]): boolean =>
        reach(denied(made, new Set(rules)), 'w1').size === 0
      if (result.cut.rules === null) {
        expect(isCut(allows)).toBe(false)
        return
      }
      const cut = result.cut.rules.map(({ id }) => id)
      expect(isCut(cut)).toBe(true)
      expect(result.cut.atLeast).toBe(cut.length)
      cuts += cut.length > 0 ? 1 : 0
      for (let set = 0; set < 2 ** Math.min(allows.length, 7); set += 1) {
        const chosen = allows.filter((_, i) => ((set >>> i) & 1) === 1)
        if (chosen.length < cut.length) expect(isCut(chosen), chosen.join()).toBe(false)
      }
    }),
    { numRuns: 150, seed: 91 },
  )
  expect(cuts).toBeGreaterThan(10)
})

const tcp = (port: number) => ({
  services: {
    services: [],
    entries: [{ protocol: 'tcp' as const, sourcePorts: [], destinationPorts: [[port, port] as const] }],
  },
})
const chain = document({
  inventory: inventory({
    workloads: ['a', 'b', 'c', 'd', 'e'].map((id, i) =>
      workload(id, { vnics: [vnic('v', [`10.0.0.${i + 1}`])] }),
    ),
  }),
  groups: ['a', 'b', 'c', 'd', 'e'].map((id) => group(id, { workloads: [id] })),
  settings: { defaultAction: 'drop', logDefault: false },
  policies: [
    policy('p', [
      rule('web', { sources: groups('a'), destinations: groups('b', 'c'), ...tcp(80) }),
      rule('api', { sources: groups('b', 'c'), destinations: groups('d'), ...tcp(8080) }),
      rule('db', { sources: groups('d'), destinations: groups('e'), ...tcp(5432) }),
    ]),
  ],
})

test('hop by hop, with the services and rules of each', () => {
  const { reached } = blastRadius(buildSnapshot(chain), 'a')
  expect(reached.map(({ workload: id, hops, through, rules }) => [id, hops, through, rules[0]?.id])).toEqual([
    ['b', 1, 'a', 'web'],
    ['c', 1, 'a', 'web'],
    ['d', 2, 'b', 'api'],
    ['e', 3, 'd', 'db'],
  ])
  expect(reached[3]?.connections).toEqual([{ protocol: 'tcp', ports: [[5432, 5432]] }])
})

test('one rule cuts many ways', () => {
  const { cut } = blastRadius(buildSnapshot(chain), 'a', { to: 'e' })
  expect(cut.rules).toHaveLength(1)
  expect(cut.atLeast).toBe(1)
})

test('what the default rule lets through no rule cuts', () => {
  const open = { ...chain, settings: { defaultAction: 'allow' as const, logDefault: false } }
  const { cut } = blastRadius(buildSnapshot(open), 'a', { to: 'e' })
  expect(cut.rules).toBeNull()
  expect(cut.without).toEqual(['a', 'e'])
})

test('a workload that is not there', () => {
  expect(() => blastRadius(buildSnapshot(chain), 'z')).toThrow('there is no workload `z`')
})
