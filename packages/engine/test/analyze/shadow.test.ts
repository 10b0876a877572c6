import fc from 'fast-check'
import { expect, test } from 'vitest'
import { liveness } from '../../src/analyze/liveness.ts'
import { type Shadow, shadowOf } from '../../src/analyze/shadow.ts'
import {
  buildSnapshot,
  evaluate,
  type FlowgateDocument,
  lint,
  type Packet,
  type Snapshot,
} from '../../src/index.ts'
import { FIELDS, type Point } from '../../src/match/reference.ts'
import { parsePacket } from '../../src/model/parsed-packet.ts'
import { document, group, groups, inventory, policy, rule, vnic, workload } from '../support/documents.ts'
import { includes } from '../support/includes.ts'
import { among, TINY_SPACE } from '../support/tiny-space.ts'
import { tinyDocument, unconditional } from '../support/tiny-world.ts'

/** Does the rule match, looked at alone, at an end where rules are evaluated? */
function wouldMatch(snapshot: Snapshot, packet: Packet, point: Point, number: number): boolean {
  const parsed = parsePacket(packet)
  const found = snapshot.rules[number]
  if (!parsed.ok || found === undefined) return false
  const at = snapshot.pointAt(point === 'source' ? parsed.value.source : parsed.value.destination)
  if (at === undefined || at.workload.excluded || at.workload.mode === 'idle') return false
  return FIELDS.every(([, holds]) => holds(found, { packet: parsed.value, point, at, now: 0 }) === true)
}

/** What stands before the rule for this packet: the rule that decided, or the jump past it; null where it is reached. */
function taker(snapshot: Snapshot, packet: Packet, point: Point, id: string): string | null {
  const evaluation = evaluate(snapshot, packet, { now: 0 }).evaluations.find((each) => each.point === point)
  for (const step of evaluation?.trail ?? []) {
    if (step.kind === 'rule' && step.rule === id && step.result === 'matched') return null
    const category = snapshot.rules.find((each) => each.id === id)?.category
    if (step.kind === 'jump' && category === 'environment') return step.rule
  }
  return evaluation?.rule ?? null
}

test('the dead slice: exactly the packets that the rule would match and others decide, each with who does', {
  timeout: 120_000,
}, () => {
  let slices = 0
  fc.assert(
    fc.property(tinyDocument.map(unconditional), (made) => {
      const snapshot = buildSnapshot(made)
      const live = liveness(snapshot)
      for (const [number, { id, enabled }] of snapshot.rules.entries()) {
        if (!enabled) continue
        const shadow = shadowOf(live, number)
        const regions = shadow?.regions() ?? []
        slices += regions.length
        let reached = false
        for (const packet of TINY_SPACE) {
          for (const point of ['source', 'destination'] as const) {
            const told = regions.filter(
              ({ at, sources, destinations, services }) =>
                at === point &&
                among(sources, packet.source) &&
                among(destinations, packet.destination) &&
                includes(services, packet.l4),
            )
            const by = wouldMatch(snapshot, packet, point, number)
              ? taker(snapshot, packet, point, id)
              : undefined
            if (by === null) reached = true
            const wanted = by === undefined || by === null ? [] : [by]
            const got = told.map((each) => snapshot.rules[each.by]?.id)
            if (got.join() !== wanted.join())
              expect.fail(
                `${id} ${point} ${JSON.stringify(packet)}: ${got.join()} instead of ${wanted.join()}`,
              )
          }
        }
        if (shadow !== null) expect(shadow.whole).toBe(!reached)
        for (const { at, by, witness } of regions)
          expect(taker(snapshot, witness, at, id)).toBe(snapshot.rules[by]?.id)
      }
    }),
    { numRuns: 120, seed: 71 },
  )
  expect(slices).toBeGreaterThan(150)
})

test('no smaller set of rules covers the slice', { timeout: 120_000 }, () => {
  let tried = 0
  fc.assert(
    fc.property(tinyDocument.map(unconditional), (made) => {
      // A jump makes a rule after it hold less than its fields say.
      fc.pre(
        made.policies.every(({ rules }) => rules.every(({ action }) => action !== 'jump-to-application')),
      )
      const snapshot = buildSnapshot(made)
      const live = liveness(snapshot)
      for (const [number, { id, enabled }] of snapshot.rules.entries()) {
        const shadow = enabled ? shadowOf(live, number) : null
        if (shadow === null) continue
        const elements = new Map<string, readonly number[]>()
        for (const packet of TINY_SPACE) {
          for (const point of ['source', 'destination'] as const) {
            if (!wouldMatch(snapshot, packet, point, number)) continue
            if (taker(snapshot, packet, point, id) === null) continue
            const holding = [...Array(number).keys()].filter((each) =>
              wouldMatch(snapshot, packet, point, each),
            )
            elements.set(holding.join(), holding)
          }
        }
        expect(shadow.cover.proof).toBe('smallest')
        expect(shadow.cover.sets).toHaveLength(fewest([...elements.values()], number))
        expect(
          [...elements.values()].every((each) => each.some((one) => shadow.cover.sets.includes(one))),
        ).toBe(true)
        tried += 1
      }
    }),
    { numRuns: 150, seed: 72 },
  )
  expect(tried).toBeGreaterThan(100)
})

/** The size of the smallest set of numbers below `end` that meets every list, by trying all. */
function fewest(lists: readonly (readonly number[])[], end: number): number {
  let best = end
  for (let set = 0; set < 2 ** end; set += 1) {
    const size = set.toString(2).replaceAll('0', '').length
    if (size < best && lists.every((list) => list.some((each) => ((set >>> each) & 1) === 1))) best = size
  }
  return best
}

const world = document({
  inventory: inventory({
    workloads: ['a', 'b', 'c', 'd'].map((id, i) =>
      workload(id, { vnics: [vnic('v', [`10.0.0.${i + 1}`, `fd00::${i + 1}`])] }),
    ),
  }),
  groups: [
    group('a', { workloads: ['a'] }),
    group('ab', { workloads: ['a', 'b'] }),
    group('bc', { workloads: ['b', 'c'] }),
    group('cd', { workloads: ['c', 'd'] }),
    group('all', { workloads: ['a', 'b', 'c', 'd'] }),
  ],
})
const tcp = (...destinationPorts: [number, number][]) => ({
  services: { services: [], entries: [{ protocol: 'tcp' as const, sourcePorts: [], destinationPorts }] },
})
const findings = (...rules: Parameters<typeof policy>[1]) =>
  lint(buildSnapshot({ ...world, policies: [policy('p', rules)] }))
const codes = (...rules: Parameters<typeof policy>[1]) =>
  findings(...rules)
    .filter(({ object }) => object.kind === 'rule')
    .map(({ code, object }) => `${object.id} ${code}`)

test('a dead rule is named with the fewest that hold it, one that does the opposite, and a proof', () => {
  const found = findings(
    rule('x', { sources: groups('ab'), destinations: groups('all'), action: 'allow' }),
    rule('y', { sources: groups('cd'), destinations: groups('all'), action: 'drop' }),
    rule('z', { sources: groups('bc'), destinations: groups('all'), ...tcp([80, 80]), action: 'drop' }),
    rule('dead', { sources: groups('all'), destinations: groups('all'), ...tcp([22, 90]) }),
  )
  const dead = found.find(({ object, code }) => object.id === 'dead' && code === 'rule-shadowed')
  expect(dead?.related.map(({ id }) => id)).toEqual(['x', 'y'])
  expect(dead?.deletable).toEqual({
    kind: 'covered',
    by: [
      { kind: 'rule', id: 'x' },
      { kind: 'rule', id: 'y' },
    ],
    fewest: 'smallest',
  })
  expect(dead?.shadow?.opposing?.id).toBe('y')
  expect(dead?.shadow?.whole).toBe(true)
  expect(found.map(({ code, object }) => `${object.id} ${code}`)).toContain('dead rule-contradicted')
})

test('part of a rule', () => {
  const [part] = findings(
    rule('deny', { sources: groups('a'), ...tcp([22, 22]), action: 'drop' }),
    rule('r', { sources: groups('ab'), destinations: groups('cd'), ...tcp([0, 1023]) }),
  ).filter(({ code }) => code === 'rule-partly-shadowed')
  expect(part?.shadow?.regions.filter(({ at }) => at === 'source')).toEqual([
    {
      at: 'source',
      sources: ['10.0.0.1'],
      destinations: ['10.0.0.3-10.0.0.4'],
      services: [{ protocol: 'tcp', ports: [[22, 22]] }],
      by: { kind: 'rule', id: 'deny' },
      witness: expect.objectContaining({ source: '10.0.0.1' }),
    },
    expect.objectContaining({ sources: ['fd00::1'] }),
  ])
})

test('mergeable: one field apart, and nothing between that minds', () => {
  const web = { sources: groups('a'), destinations: groups('cd'), ...tcp([80, 80]) }
  const ssh = { ...web, ...tcp([22, 22]) }
  expect(codes(rule('r', web), rule('s', ssh))).toContain('s rule-mergeable')
  expect(
    codes(rule('r', web), rule('no', { ...ssh, action: 'drop' }), rule('s', { ...web, ...tcp([22, 23]) })),
  ).not.toContain('s rule-mergeable')
  expect(codes(rule('r', web), rule('s', { ...ssh, action: 'drop' }))).not.toContain('s rule-mergeable')
})

test('merging what is called mergeable changes no verdict', { timeout: 60_000 }, () => {
  let merged = 0
  fc.assert(
    fc.property(tinyDocument.map(unconditional), (base) => {
      const made = withTwins(base)
      const before = buildSnapshot(made)
      for (const { code, object, related } of lint(before)) {
        const into = related[0]?.id
        if (code !== 'rule-mergeable' || into === undefined) continue
        merged += 1
        const later = made.policies.flatMap(({ rules }) => rules).find(({ id }) => id === object.id)
        const after = buildSnapshot({
          ...made,
          policies: made.policies.map((each) => ({
            ...each,
            rules: each.rules
              .filter(({ id }) => id !== object.id)
              .map((one) => (one.id === into && later !== undefined ? union(one, later) : one)),
          })),
        })
        for (const packet of TINY_SPACE)
          expect(evaluate(after, packet, { now: 0 }).action).toBe(evaluate(before, packet, { now: 0 }).action)
      }
    }),
    { numRuns: 200, seed: 73 },
  )
  expect(merged).toBeGreaterThan(25)
})

/** At the end of each policy its first rule once more, with the services of its last. */
const withTwins = (made: FlowgateDocument): FlowgateDocument => ({
  ...made,
  policies: made.policies.map((each) => {
    const [first, last] = [each.rules[0], each.rules.at(-1)]
    if (first === undefined || last === undefined) return each
    return { ...each, rules: [...each.rules, { ...first, id: `${first.id}-twin`, services: last.services }] }
  }),
})

const union = (a: ReturnType<typeof rule>, b: ReturnType<typeof rule>) => ({
  ...a,
  sources: {
    ...a.sources,
    groups: [...new Set([...a.sources.groups, ...b.sources.groups])],
    addresses: [...new Set([...a.sources.addresses, ...b.sources.addresses])],
  },
  destinations: {
    ...a.destinations,
    groups: [...new Set([...a.destinations.groups, ...b.destinations.groups])],
    addresses: [...new Set([...a.destinations.addresses, ...b.destinations.addresses])],
  },
  services: {
    services: [...new Set([...a.services.services, ...b.services.services])],
    entries: [...a.services.entries, ...b.services.entries],
  },
})

test('too wide, and not applied everywhere that is named', () => {
  expect(codes(rule('r', { sources: groups('a') }))).toContain('r rule-over-wide')
  expect(codes(rule('r', { sources: groups('a'), destinations: groups('cd') }))).toEqual([])
  const partly = { sources: groups('ab'), destinations: groups('cd'), appliedTo: ['bc'] }
  expect(codes(rule('r', partly)).filter((line) => line === 'r rule-partly-applied')).toHaveLength(2)
})

test('groups that hold everything, the same, or part of each other', () => {
  const found = lint(
    buildSnapshot({
      ...world,
      groups: [
        ...world.groups,
        group('same', { workloads: ['b', 'a'] }),
        group('net', { addresses: ['0.0.0.0/0'] }),
      ],
    }),
  )
  const told = found
    .filter(({ code }) => !code.endsWith('-unused'))
    .map(({ code, object, related }) => [code, object.id, ...related.map(({ id }) => id)].join(' '))
  expect(told).toEqual(
    expect.arrayContaining([
      'group-everything all',
      'group-everything net',
      'groups-equal same ab',
      'groups-overlap ab bc',
      'groups-overlap bc same cd',
    ]),
  )
  expect(told.some((line) => line.startsWith('groups-overlap a '))).toBe(false)
})

test('thousands of groups that overlap each other are told of, each with some of the others', () => {
  const many = Array.from({ length: 20_000 }, (_, i) =>
    group(`g${i}`, { addresses: [`10.${i >> 8}.${i & 255}.0-10.${128 + (i >> 8)}.${i & 255}.0`] }),
  )
  const found = lint(buildSnapshot({ ...world, groups: many })).filter(
    ({ code }) => code === 'groups-overlap',
  )
  expect(found.length).toBeGreaterThan(15_000)
  const pairs = found.flatMap(({ object, related }) => related.map(({ id }) => `${object.id} ${id}`))
  expect(new Set(pairs).size).toBe(pairs.length)
  expect(pairs.length).toBeLessThan(64 * many.length)
})

test('a shadow is computed once, and only when it is read', () => {
  const shadow: Shadow | null = shadowOf(liveness(buildSnapshot(world)), 0)
  expect(shadow).toBeNull()
})
