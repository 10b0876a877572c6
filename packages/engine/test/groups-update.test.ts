import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  buildSnapshot,
  type Classifier,
  compileSpan,
  compileWorld,
  type FlowgateDocument,
  type MembershipChange,
  packetKey,
  parseAddress,
  type SecurityGroup,
  type Snapshot,
  spanFor,
  updateSnapshot,
  type Workload,
} from '../src/index.ts'
import { compileGroups } from '../src/match/groups/compile.ts'
import { updateGroups } from '../src/match/groups/update.ts'
import { TINY_PACKETS, tinyDocument } from './support/tiny-world.ts'

/* A classifier made from another decides as one compiled from nothing, and the other goes on as before. */

const KEYS = TINY_PACKETS.filter((_, i) => i % 17 === 0).map((packet) => packetKey(packet))
const POINTS = ['source', 'destination'] as const

const decisions = ({ decide }: Classifier): readonly number[] =>
  KEYS.flatMap((key) => POINTS.map((point) => decide(key, point, 0)))

const ADDRESSES = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', 'fd00::1', 'fd00::2', 'fd00::9']
const partsOf = ({ document, rules, points, pointAt }: Snapshot) => ({
  document,
  rules,
  points,
  bearers: ADDRESSES.map((text) => {
    const address = parseAddress(text)
    return address.ok ? pointAt(address.value)?.number : null
  }),
})

const withChange = (made: FlowgateDocument, change: MembershipChange): FlowgateDocument => {
  if (change.kind === 'group')
    return {
      ...made,
      groups: made.groups.map((each) => (each.id === change.id ? (change.group ?? each) : each)),
    }
  const { workloads } = made.inventory
  return {
    ...made,
    inventory: {
      ...made.inventory,
      workloads: workloads.map((each) => (each.id === change.id ? (change.workload ?? each) : each)),
    },
  }
}

/** The change makes an object what it is in another document of the tiny world. */
const anyChange = fc
  .record({ other: tinyDocument, what: fc.constantFrom('w1', 'w2', 'w3', 'g1', 'g2') })
  .chain(({ other, what }): fc.Arbitrary<MembershipChange> => {
    const group: SecurityGroup | undefined = other.groups.find(({ id }) => id === what)
    if (group !== undefined) return fc.constant({ kind: 'group', id: what, group })
    const found: Workload | undefined = other.inventory.workloads.find(({ id }) => id === what)
    return fc.uniqueArray(fc.constantFrom(...ADDRESSES), { maxLength: 3 }).map((addresses) => ({
      kind: 'workload' as const,
      id: what,
      workload:
        found === undefined
          ? null
          : {
              ...found,
              vnics: found.vnics.map((each, i) =>
                i === 0 ? { ...each, segment: addresses.length > 1 ? 'n1' : 'n2', addresses } : each,
              ),
            },
    }))
  })

test('a change that makes a document wrong is refused as the document would be', () => {
  const [made] = fc.sample(tinyDocument, { numRuns: 1, seed: 3 })
  if (made === undefined) throw new Error('no document')
  const snapshot = buildSnapshot(made)
  const [workload] = made.inventory.workloads
  const [group] = made.groups
  if (workload === undefined || group === undefined) throw new Error('nothing to change')
  const wrong: readonly MembershipChange[] = [
    { kind: 'workload', id: workload.id, workload: { ...workload, host: 'nowhere' } },
    { kind: 'workload', id: workload.id, workload: { ...workload, tags: [{ scope: 'a', value: '' }] } },
    { kind: 'group', id: group.id, group: { ...group, members: { ...group.members, groups: ['g1'] } } },
    {
      kind: 'group',
      id: group.id,
      group: { ...group, members: { ...group.members, workloads: ['nobody'] } },
    },
  ]
  for (const change of wrong) {
    const refused = (run: () => unknown): string => {
      try {
        run()
      } catch (error) {
        return String(error)
      }
      return 'accepted'
    }
    const full = refused(() => buildSnapshot(withChange(made, change)))
    expect(full).not.toBe('accepted')
    expect(refused(() => updateSnapshot(snapshot, change))).toBe(full)
  }
})

test('after any sequence of changes, of the whole and of the hosts', { timeout: 120_000 }, () => {
  let updated = 0
  fc.assert(
    fc.property(tinyDocument, fc.array(anyChange, { minLength: 1, maxLength: 6 }), (start, changes) => {
      let made = start
      let snapshot = buildSnapshot(made)
      const spanOf = (of: Snapshot, host: string) =>
        JSON.parse(JSON.stringify(spanFor(of, host, { revision: 1, inventoryVersion: 1 })))
      let whole = compileWorld(snapshot)
      let hosts = ['h1', 'h2'].map((host) => compileSpan(spanOf(snapshot, host)))
      let tables = compileGroups(snapshot)
      const all: { readonly classifier: Classifier; readonly decided: readonly number[] }[] = []
      for (const change of changes) {
        for (const classifier of [whole, ...hosts]) all.push({ classifier, decided: decisions(classifier) })
        made = withChange(made, change)
        snapshot = updateSnapshot(snapshot, change)
        const fresh = buildSnapshot(made)
        expect(partsOf(snapshot)).toEqual(partsOf(fresh))
        const next = updateGroups(tables, snapshot)
        if (next !== null) updated += 1
        tables = next ?? compileGroups(snapshot)
        whole = compileWorld(snapshot, whole)
        expect(decisions(whole)).toEqual(decisions(compileWorld(fresh)))
        hosts = hosts.map((host) => {
          const span = spanOf(snapshot, host.span.host)
          expect(span).toEqual(spanOf(fresh, host.span.host))
          const classifier = compileSpan(span, host)
          expect(decisions(classifier)).toEqual(decisions(compileSpan(span)))
          return classifier
        })
      }
      for (const { classifier, decided } of all) expect(decisions(classifier)).toEqual(decided)
    }),
    { numRuns: 100, seed: 5 },
  )
  // Or the test would compare one full compile with another.
  expect(updated).toBeGreaterThan(150)
})
