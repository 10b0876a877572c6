import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEdit, buildSnapshot, evaluate, explainPacket, flips, type Packet } from '../src/index.ts'
import { document, group, groups, inventory, policy, rule, vnic, workload } from './support/documents.ts'
import { includes } from './support/includes.ts'
import { among, TINY_SPACE } from './support/tiny-space.ts'
import { TINY_PACKETS, tinyDocument, unconditional } from './support/tiny-world.ts'

const web = {
  services: {
    services: [],
    entries: [{ protocol: 'tcp' as const, sourcePorts: [], destinationPorts: [[443, 443] as const] }],
  },
}
const made = document({
  inventory: inventory({
    workloads: ['a', 'b', 'c'].map((id, i) => workload(id, { vnics: [vnic('v', [`10.0.0.${i + 1}`])] })),
  }),
  groups: [group('clients', { workloads: ['b'] }), group('servers', { workloads: ['c'] })],
  policies: [
    policy('p', [rule('web', { sources: groups('clients'), destinations: groups('servers'), ...web })]),
  ],
})
const packet: Packet = {
  source: '10.0.0.1',
  destination: '10.0.0.3',
  l4: { protocol: 'tcp', sourcePort: 5, destinationPort: 443 },
}

test('what would allow it: the narrowest edit first', () => {
  const found = flips(buildSnapshot(made), packet, { now: 0 })
  expect(found.map(({ edit, size }) => [edit.kind, size])).toEqual([
    ['add-rule', 1n],
    ['add-member', 1n],
  ])
  expect(found[1]?.edit).toEqual({ kind: 'add-member', group: 'clients', workload: 'a' })
  expect(found[1]?.changes).toMatchObject([
    { kind: 'newly-allowed', sources: ['10.0.0.1'], destinations: ['10.0.0.3'] },
  ])
})

test('what would deny it', () => {
  const found = flips(buildSnapshot(made), { ...packet, source: '10.0.0.2' }, { now: 0 })
  expect(found.map(({ edit }) => edit.kind).toSorted()).toEqual(['add-rule', 'change-action', 'disable-rule'])
})

test('nothing to flip where no policy has a say', () => {
  expect(
    flips(buildSnapshot(made), { ...packet, source: '8.8.8.8', destination: '8.8.4.4' }, { now: 0 }),
  ).toEqual([])
})

test('every edit turns the verdict round, and its changes tell so', { timeout: 120_000 }, () => {
  const packets = TINY_PACKETS.filter(({ context }, i) => context?.appId === undefined && i % 37 === 0)
  let seen = 0
  fc.assert(
    fc.property(tinyDocument.map(unconditional), fc.constantFrom(...packets), (each, one) => {
      const snapshot = buildSnapshot(each)
      const before = evaluate(snapshot, one, { now: 0 }).action
      for (const { edit, verdict, changes } of flips(snapshot, one, { now: 0, limit: 3 })) {
        const after = evaluate(buildSnapshot(applyEdit(each, edit)), one, { now: 0 }).action
        expect(after).toBe(verdict.action)
        expect(after === 'allow').toBe(before !== 'allow')
        if (one.fragment !== true && one.tcpFlags?.syn === true) {
          expect(
            changes.some(({ kind }) => kind === (after === 'allow' ? 'newly-allowed' : 'newly-denied')),
          ).toBe(true)
        }
        seen += 1
      }
    }),
    { numRuns: 60, seed: 51 },
  )
  expect(seen).toBeGreaterThan(20)
})

test('an edit flips exactly the packets of the regions that it is said to', { timeout: 120_000 }, () => {
  const local = new Set(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  const firstPackets = TINY_SPACE.filter(
    ({ source, destination }) => local.has(source) && local.has(destination),
  )
  let edits = 0
  let flipped = 0
  fc.assert(
    fc.property(tinyDocument.map(unconditional), fc.constantFrom(...firstPackets), (each, one) => {
      const snapshot = buildSnapshot(each)
      const { verdict, flips: found } = explainPacket(snapshot, one, { now: 0, limit: 4 })
      expect(verdict).toEqual(evaluate(snapshot, one, { now: 0 }))
      for (const { edit, changes, size } of found) {
        const after = buildSnapshot(applyEdit(each, edit))
        const regions = changes.filter(({ kind }) => kind === 'newly-allowed' || kind === 'newly-denied')
        let told = 0
        for (const packet of TINY_SPACE) {
          const was = evaluate(snapshot, packet, { now: 0 }).action === 'allow'
          const is = evaluate(after, packet, { now: 0 }).action === 'allow'
          const holding = regions.filter(
            ({ sources, destinations, services }) =>
              among(sources, packet.source) &&
              among(destinations, packet.destination) &&
              includes(services, packet.l4),
          )
          const wanted = was === is ? [] : [is ? 'newly-allowed' : 'newly-denied']
          if (holding.map(({ kind }) => kind).join() !== wanted.join())
            expect.fail(`${JSON.stringify(edit)} ${JSON.stringify(packet)}: ${was} > ${is}`)
          told += wanted.length
        }
        flipped += told
        edits += 1
        expect(size).toBeGreaterThanOrEqual(BigInt(told > 0 ? 1 : 0))
      }
      const sizes = found.map(({ size }) => size)
      expect(sizes).toEqual(sizes.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
    }),
    { numRuns: 120, seed: 52 },
  )
  expect(edits).toBeGreaterThan(60)
  expect(flipped).toBeGreaterThan(500)
})
