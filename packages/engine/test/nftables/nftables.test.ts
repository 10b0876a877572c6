import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildSnapshot, type FlowgateDocument, renderNftables } from '../../src/index.ts'
import { addresses, document, inventory, policy, rule, vnic, workload } from '../support/documents.ts'
import { TINY_PACKETS, tinyDocument } from '../support/tiny-world.ts'
import { compareRuleset, sentOn, spanOf } from './compare.ts'
import { parseRuleset } from './interpreter.ts'

const RUNS = Number(process.env.FLOWGATE_FUZZ_RUNS ?? 40)
const SEED = Number(process.env.FLOWGATE_FUZZ_SEED ?? 20_260_101)

/** The kernel sees no fragments, knows no context, and sees the ports of every TCP segment. */
const PACKETS = TINY_PACKETS.filter(
  ({ context, fragment, l4 }) =>
    Object.keys(context ?? {}).length === 0 &&
    fragment !== true &&
    !(l4.protocol === 'ip' && l4.number === 6),
).map(sentOn)

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
        compareRuleset(spanOf(snapshot, host), { now, classesPerRule }, PACKETS)
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

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
