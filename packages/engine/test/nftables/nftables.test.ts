import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spanWorld } from '../../src/compile/span-world.ts'
import {
  buildSnapshot,
  combine,
  type FlowgateDocument,
  protocolNumber,
  renderNftables,
  type Snapshot,
  type Span,
  spanFor,
} from '../../src/index.ts'
import { evaluatePoint } from '../../src/match/reference.ts'
import { mustParsePacket, type ParsedPacket } from '../../src/model/parsed-packet.ts'
import { addresses, document, inventory, policy, rule, vnic, workload } from '../support/documents.ts'
import { TINY_PACKETS, tinyDocument } from '../support/tiny-world.ts'
import { parseRuleset, runRuleset, type Tracked, type WirePacket } from './interpreter.ts'

const GENERATION = 5
const RUNS = Number(process.env.FLOWGATE_FUZZ_RUNS ?? 40)
const SEED = Number(process.env.FLOWGATE_FUZZ_SEED ?? 20_260_101)

const spanOf = (snapshot: Snapshot, host: string): Span =>
  JSON.parse(JSON.stringify(spanFor(snapshot, host, { revision: 1, inventoryVersion: 1 })))

const wire = ({ source, destination, family, l4, opens }: ParsedPacket): WirePacket => {
  const [first, second] =
    'sourcePort' in l4
      ? [l4.sourcePort, l4.destinationPort]
      : 'type' in l4
        ? [(l4.type << 8) | l4.code, 0]
        : [1000, 80]
  return { family, source, destination, protocol: protocolNumber(l4), first, second, syn: opens }
}

const reversed = (packet: WirePacket): WirePacket => ({
  ...packet,
  source: packet.destination,
  destination: packet.source,
  first: packet.second,
  second: packet.first,
  syn: false,
})

/** The kernel sees no fragments, knows no context, and sees the ports of every TCP segment. */
const PACKETS = TINY_PACKETS.filter(
  ({ context, fragment, l4 }) =>
    Object.keys(context ?? {}).length === 0 &&
    fragment !== true &&
    !(l4.protocol === 'ip' && l4.number === 6),
).map((packet) => {
  const parsed = mustParsePacket(packet)
  return { packet, parsed, sent: wire(parsed) }
})

const PASSED_BY = new Set(['not-protected', 'excluded', 'idle'])

test(`the text decides and counts as the reference does, ${RUNS} documents x ${PACKETS.length} packets`, {
  timeout: 600_000,
}, () => {
  fc.assert(
    fc.property(tinyDocument, fc.constantFrom(0, 40_000_000, 40_000_000_000), (made, now) => {
      const snapshot = buildSnapshot(made)
      for (const [host, classesPerRule] of [
        ['h1', 4],
        ['h1', 0],
        ['h2', 0],
        ['h2', 4],
      ] as const)
        compareHost(spanOf(snapshot, host), now, classesPerRule)
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

function compareHost(span: Span, now: number, classesPerRule: number): void {
  const world = spanWorld(span)
  const { text, counters } = renderNftables(span, { generation: GENERATION, now, classesPerRule })
  const chains = parseRuleset(text)
  const ruleOf = new Map(
    counters.map(({ name, rule: id, direction }) => [name, `${direction} ${id ?? 'default'}`]),
  )
  for (const { packet, parsed, sent } of PACKETS) {
    const ends = [
      evaluatePoint(world, parsed, 'source', now),
      evaluatePoint(world, parsed, 'destination', now),
    ] as const
    const { action } = combine(...ends)
    const looked = ends
      .slice(0, ends[0].action === 'allow' ? 2 : 1)
      .filter(({ why }) => !PASSED_BY.has(why))
      .map(({ direction, rule: id }) => `${direction} ${id ?? 'default'}`)
    const expected = { action, looked }
    // New to connection tracking; unknown to it; and let in by an older ruleset, at both ends.
    const untracked = runRuleset(chains, sent, null)
    const fresh: Tracked = { mark: 0, direction: 'original', original: sent }
    const tracked = runRuleset(chains, sent, fresh)
    for (const { verdict, counted } of [tracked, untracked]) {
      const got = {
        action: verdict === 'accept' ? 'allow' : verdict,
        looked: counted.map((name) => ruleOf.get(name)),
      }
      if (JSON.stringify(got) !== JSON.stringify(expected))
        expect(got, `${span.host} ${JSON.stringify(packet)}`).toEqual(expected)
    }
    if (action !== 'allow' || !parsed.opens) continue
    // What both ends have let in is not looked at again, in either direction.
    const bits = fresh.mark & 3
    for (const direction of ['original', 'reply'] as const) {
      const answer = direction === 'reply' ? reversed(sent) : sent
      const again = runRuleset(chains, answer, { mark: fresh.mark, direction, original: sent })
      if (bits === 3) expect(again).toEqual({ verdict: 'accept', counted: [] })
    }
  }
  for (const { parsed, sent } of PACKETS) {
    if (!parsed.opens) continue
    // An older ruleset let it in at both ends: decided anew by its first packet, whichever way this one goes.
    const first = runRuleset(chains, sent, { mark: 0, direction: 'original', original: sent })
    for (const direction of ['original', 'reply'] as const) {
      const old: Tracked = { mark: 4 * (GENERATION - 1) + 3, direction, original: sent }
      const now = runRuleset(chains, direction === 'reply' ? reversed(sent) : sent, old)
      if (JSON.stringify(now) !== JSON.stringify(first)) expect(now).toEqual(first)
    }
  }
}

const corpus = new URL('../corpus/', import.meta.url)
const golden = new URL('./golden/', import.meta.url)

test.each(readdirSync(corpus).filter((name) => name.endsWith('.json')))(
  'the rulesets of %s are as they were',
  (name) => {
    const { document: made, now }: { document: FlowgateDocument; now: number } = JSON.parse(
      readFileSync(new URL(name, corpus), 'utf8'),
    )
    const snapshot = buildSnapshot(made)
    const text = made.inventory.hosts
      .map(({ id }) => `# ${id}\n${renderNftables(spanOf(snapshot, id), { generation: 1, now }).text}`)
      .join('\n')
    const file = new URL(name.replace('.json', '.nft'), golden)
    if (process.env.FLOWGATE_UPDATE_GOLDEN === '1') writeFileSync(file, text)
    expect(text).toBe(readFileSync(file, 'utf8'))
  },
)

const one = (schedule: Parameters<typeof rule>[1]) =>
  document({
    inventory: inventory({
      hosts: [{ id: 'h1', name: 'h1', cluster: null }],
      workloads: [workload('w1', { host: 'h1', vnics: [vnic('v0', ['10.0.0.1'])] })],
    }),
    policies: [policy('p', [rule('r', { destinations: addresses('10.0.0.9'), ...schedule })])],
  })

test.each([
  ['no schedule', null, null],
  [
    'a day of minutes',
    { notBefore: null, notAfter: null, days: [], minutes: [600, 720] as const },
    '1970-01-02T10:00:00Z',
  ],
  [
    'an end',
    { notBefore: null, notAfter: '1970-01-01T15:00:00Z', days: [], minutes: null },
    '1970-01-01T15:00:00Z',
  ],
  ['days', { notBefore: null, notAfter: null, days: [5], minutes: null }, '1970-01-02T00:00:00Z'],
])('tells when a schedule next opens or closes: %s', (_, schedule, next) => {
  const span = spanOf(buildSnapshot(one({ schedule })), 'h1')
  const now = Date.parse('1970-01-01T13:00:00Z')
  const { validUntil } = renderNftables(span, { generation: 1, now })
  expect(validUntil).toBe(next === null ? null : Date.parse(next))
})

test('refuses what nft could not take', () => {
  const span = spanOf(buildSnapshot(one({})), 'h1')
  const render = (options: object) => () => renderNftables(span, { generation: 1, now: 0, ...options })
  expect(render({ generation: 0 })).toThrow('generation is `0`, expected a whole number from 1 to 1073741823')
  expect(render({ table: 'a b' })).toThrow('table is `a b`')
  expect(render({ logGroup: 70_000 })).toThrow('logGroup is `70000`')
})

test('thousands of rules are look-ups, not lines', () => {
  const rules = Array.from({ length: 3_000 }, (_, i) =>
    rule(`r${i}`, {
      sources: addresses(`10.1.${i >> 8}.${i & 255}`),
      services: { services: [], entries: [{ protocol: 'tcp', sourcePorts: [], destinationPorts: [[i, i]] }] },
    }),
  )
  const made = { ...one({}), policies: [policy('p', rules)] }
  const { text } = renderNftables(spanOf(buildSnapshot(made), 'h1'), { generation: 1, now: 0 })
  const longest = Math.max(...[...parseRuleset(text).values()].map((lines) => lines.length))
  expect(longest).toBeLessThan(8)
})
