import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  buildSnapshot,
  compareSnapshots,
  contains,
  type Difference,
  evaluate,
  type FlowgateDocument,
  type L4,
  type Packet,
  parseAddress,
  parseAddressSpec,
  type Rule,
  type Snapshot,
} from '../src/index.ts'
import { document, group, groups, inventory, policy, rule, vnic, workload } from './support/documents.ts'
import { includes } from './support/includes.ts'
import { thinned } from './support/thinned.ts'
import { tinyDocument, unconditional } from './support/tiny-world.ts'

const base = document({
  inventory: inventory({
    workloads: [
      workload('a', { vnics: [vnic('v', ['10.0.0.1'])] }),
      workload('b', { vnics: [vnic('v', ['10.0.0.2'])] }),
    ],
  }),
  groups: [group('a', { workloads: ['a'] }), group('b', { workloads: ['b'] })],
})
const withRules = (...rules: readonly Rule[]) => buildSnapshot({ ...base, policies: [policy('p', rules)] })
const aToB = { sources: groups('a'), destinations: groups('b') }
const web = {
  services: {
    services: [],
    entries: [{ protocol: 'tcp' as const, sourcePorts: [], destinationPorts: [[443, 443] as const] }],
  },
}
const told = (before: Snapshot, after: Snapshot) =>
  compareSnapshots(before, after).map(
    ({ kind, sources, destinations, services, before: was, after: is }) => ({
      kind,
      from: sources.join(),
      to: destinations.join(),
      services,
      rules: `${was.rule ?? '-'} > ${is.rule ?? '-'}`,
    }),
  )

describe('what an edit does', () => {
  test('nothing: no difference', () => {
    expect(told(withRules(rule('r', aToB)), withRules(rule('r', { ...aToB, name: 'renamed' })))).toEqual([])
  })
  test('one rule more', () => {
    expect(told(withRules(), withRules(rule('r', { ...aToB, ...web })))).toEqual([
      {
        kind: 'newly-allowed',
        from: '10.0.0.1',
        to: '10.0.0.2',
        services: [{ protocol: 'tcp', ports: [[443, 443]] }],
        rules: '- > r',
      },
    ])
  })
  test('a denial first', () => {
    expect(
      told(
        withRules(rule('r', aToB)),
        withRules(rule('d', { ...aToB, ...web, action: 'reject' }), rule('r', aToB)),
      ),
    ).toEqual([
      {
        kind: 'newly-denied',
        from: '10.0.0.1',
        to: '10.0.0.2',
        services: [{ protocol: 'tcp', ports: [[443, 443]] }],
        rules: 'r > d',
      },
    ])
  })
  test('the same verdict by another rule, and another way to deny', () => {
    expect(told(withRules(rule('r', aToB)), withRules(rule('s', aToB)))).toMatchObject([
      { kind: 'other-rule', services: 'all', rules: 'r > s' },
    ])
    expect(
      told(
        withRules(rule('r', { ...aToB, action: 'drop' })),
        withRules(rule('r', { ...aToB, action: 'reject' })),
      ),
    ).toMatchObject([{ kind: 'other-denial', rules: 'r > r' }])
  })
  test('only where a condition holds', () => {
    const [difference, ...rest] = compareSnapshots(
      withRules(),
      withRules(rule('r', { ...aToB, users: ['user:ann'] })),
    )
    expect(rest).toEqual([])
    expect(difference?.conditions).toEqual([{ condition: 'user user:ann', holds: true }])
  })
  test('two inventories cannot be compared', () => {
    const other = buildSnapshot({
      ...base,
      inventory: inventory({ workloads: base.inventory.workloads.slice(0, 1) }),
      groups: [],
    })
    expect(() => compareSnapshots(withRules(), other)).toThrow('build both with the one')
  })
})

const PORTS = [22, 80, 81, 443, 9999]
const SERVICES: readonly L4[] = [
  ...PORTS.flatMap((destinationPort) =>
    [1000, 2000].flatMap((sourcePort) => [
      { protocol: 'tcp' as const, sourcePort, destinationPort },
      { protocol: 'udp' as const, sourcePort, destinationPort },
    ]),
  ),
  { protocol: 'icmp', type: 8, code: 0 },
  { protocol: 'icmp', type: 8, code: 1 },
  { protocol: 'icmpv6', type: 128, code: 0 },
  { protocol: 'ip', number: 47 },
  { protocol: 'sctp', sourcePort: 1, destinationPort: 1 },
]
const FAMILIES = [
  ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '8.8.8.8'],
  ['fd00::1', 'fd00::2', 'fd00::3', 'fd00::9'],
]
const PACKETS: readonly Packet[] = thinned(
  FAMILIES.flatMap((family) =>
    family.flatMap((source) =>
      family.flatMap((destination) => SERVICES.map((l4) => ({ source, destination, l4 }))),
    ),
  ),
)

/** Action and deciding rule by the ends that enforce. */
function fate(snapshot: Snapshot, packet: Packet): string {
  const enforced = evaluate(snapshot, packet, { now: 0 }).evaluations.filter(
    ({ why }) => why === 'rule' || why === 'default-rule',
  )
  const by = enforced.find(({ action }) => action !== 'allow') ?? enforced.at(-1)
  return by === undefined ? 'allow null null' : `${by.action} ${by.point} ${by.rule}`
}

function regionsWith(differences: readonly Difference[], packet: Packet): readonly Difference[] {
  const among = (specs: readonly string[], text: string): boolean => {
    const address = parseAddress(text)
    return (
      address.ok &&
      specs.some((spec) => {
        const range = parseAddressSpec(spec)
        return range.ok && contains([range.value], address.value)
      })
    )
  }
  return differences.filter(
    ({ sources, destinations, services }) =>
      among(sources, packet.source) &&
      among(destinations, packet.destination) &&
      includes(services, packet.l4),
  )
}

/** Every packet is in the region that tells its two fates, or in none where they are equal. */
function agree(before: Snapshot, after: Snapshot): number {
  const differences = compareSnapshots(before, after)
  for (const packet of PACKETS) {
    const [was, is] = [fate(before, packet), fate(after, packet)]
    const regions = regionsWith(differences, packet)
    const told = regions.map((each) =>
      [each.before, each.after].map(({ action, decidedAt, rule: by }) => `${action} ${decidedAt} ${by}`),
    )
    // Rules of the two documents bear the same ids: only what they do tells them apart.
    const wanted = was === is ? [] : [[was, is]]
    if (JSON.stringify(told) !== JSON.stringify(wanted))
      expect.fail(`${JSON.stringify(packet)}: ${JSON.stringify(told)} instead of ${JSON.stringify(wanted)}`)
  }
  for (const { witness, before: was, after: is } of differences) {
    expect(fate(before, witness)).toBe(`${was.action} ${was.decidedAt} ${was.rule}`)
    expect(fate(after, witness)).toBe(`${is.action} ${is.decidedAt} ${is.rule}`)
  }
  return differences.length
}

test('a packet is in one region if its fate differs, and then the region tells it; otherwise in none', {
  timeout: 120_000,
}, () => {
  fc.assert(
    fc.property(tinyDocument.map(unconditional), tinyDocument.map(unconditional), (first, second) => {
      agree(buildSnapshot(first), buildSnapshot({ ...second, inventory: first.inventory }))
    }),
    { numRuns: 40, seed: 31 },
  )
})

/** A few edits of one document: most rules are the same on both sides. */
const edits = fc.array(
  fc.record({
    policy: fc.nat(10),
    rule: fc.nat(10),
    edit: fc.constantFrom(
      'remove' as const,
      'twin' as const,
      'first' as const,
      'action' as const,
      'any' as const,
    ),
  }),
  { minLength: 1, maxLength: 3 },
)
type Edit = typeof edits extends fc.Arbitrary<(infer T)[]> ? T : never

const edited = (made: FlowgateDocument, { policy: p, rule: r, edit }: Edit): FlowgateDocument => ({
  ...made,
  policies: made.policies.map((each, i) => {
    if (i !== p % made.policies.length) return each
    const at = r % Math.max(1, each.rules.length)
    const chosen = each.rules[at]
    if (chosen === undefined) return each
    const others = each.rules.filter((_, j) => j !== at)
    if (edit === 'remove') return { ...each, rules: others }
    if (edit === 'first') return { ...each, rules: [chosen, ...others] }
    if (edit === 'twin')
      return {
        ...each,
        rules: [...others, chosen, { ...chosen, id: `${chosen.id}-${p}${r}`, action: 'drop' as const }],
      }
    const changed =
      edit === 'action'
        ? { ...chosen, action: chosen.action === 'allow' ? ('reject' as const) : ('allow' as const) }
        : { ...chosen, sources: ANY, destinations: ANY, services: { services: [], entries: [] } }
    return { ...each, rules: each.rules.with(at, changed) }
  }),
})
const ANY = { groups: [], addresses: [], negated: false }

test('the same where most rules are left alone', { timeout: 120_000 }, () => {
  let regions = 0
  fc.assert(
    fc.property(tinyDocument.map(unconditional), edits, (made, all) => {
      const after = all.reduce(edited, made)
      const ids = after.policies.flatMap(({ rules }) => rules.map(({ id }) => id))
      fc.pre(new Set(ids).size === ids.length)
      regions += agree(buildSnapshot(made), buildSnapshot(after))
    }),
    { numRuns: 100, seed: 32 },
  )
  expect(regions).toBeGreaterThan(100)
})

test('thirty rules with a condition each are thirty-one cases, not two to the thirtieth', () => {
  const apps = Array.from({ length: 30 }, (_, i) => ({
    id: `c${i}`,
    name: `c${i}`,
    description: '',
    appIds: [`app-${i}`],
    fqdns: [],
  }))
  const rules = apps.map(({ id }) => rule(id, { ...aToB, contextProfiles: [id] }))
  const before = buildSnapshot({ ...base, contextProfiles: apps, policies: [policy('p', rules)] })
  const after = buildSnapshot({
    ...base,
    contextProfiles: apps,
    policies: [policy('p', [...rules, rule('all', aToB)])],
  })
  const [difference, ...rest] = compareSnapshots(before, after)
  expect(rest).toEqual([])
  expect(difference?.kind).toBe('newly-allowed')
  expect(difference?.conditions.every(({ holds }) => !holds)).toBe(true)
  expect(difference?.conditions).toHaveLength(30)
})
