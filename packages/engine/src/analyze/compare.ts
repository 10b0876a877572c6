import type { Snapshot } from '../compile/snapshot.ts'
import { compileTables } from '../match/fast/compile.ts'
import type { Packet } from '../model/packet.ts'
import { addBit, type Bitset, bitsOf, emptyBitset } from '../resolve/bitset.ts'
import { conditionsOf } from './conditions-of.ts'
import { type Connection, describeAtoms } from './connections.ts'
import type { FirstMatchRule } from './first-match.ts'
import { jointWorld } from './joint-world.ts'
import { type Meeting, meetings, type Side } from './meetings.ts'
import { addressTexts, Rectangles } from './rectangles.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'
import { type ConditionState, conditionStates, type RegionVerdict, sideVerdicts } from './side-verdicts.ts'
import { witnessPacket } from './witness.ts'

/**
 * A region of the packet space that fares differently: every source with every destination and every service in it, when
 * the conditions are as given. Regions do not overlap.
 */
export interface Difference {
  readonly kind: 'newly-allowed' | 'newly-denied' | 'other-denial' | 'other-rule'
  readonly before: RegionVerdict
  readonly after: RegionVerdict
  /** Addresses, networks and ranges. */
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly services: 'all' | readonly Connection[]
  /** Texts of `conditionsOf`; empty where none plays a part. */
  readonly conditions: readonly ConditionState[]
  /** A packet of the region, its context left out. */
  readonly witness: Packet
}

/**
 * Everything that fares differently under `after`, exactly, over all addresses and services. Empty means: nothing does, not
 * even which rule decides. Both snapshots must be of one inventory and its modes.
 *
 * @throws RangeError where the inventories differ, or more than ten conditions meet at one pair of ends
 */
export function compareSnapshots(before: Snapshot, after: Snapshot): readonly Difference[] {
  const { world, split } = jointWorld(before, after)
  const tables = compileTables(world)
  const atoms = serviceAtoms([
    ...world.rules.map(({ entries }) => entries ?? []),
    ...[...before.points, ...after.points].map(({ selected }) => selected),
  ])
  const rules = world.rules.map(
    (rule): FirstMatchRule => ({
      rule,
      services: atoms.select(rule.entries),
      conditions: conditionsOf(rule),
    }),
  )
  const sides: readonly Side[] = [
    { settings: before.settings, points: before.points, first: 0, end: split },
    { settings: after.settings, points: after.points, first: split, end: rules.length },
  ]
  const found = new Map<string, { readonly meeting: Meeting; readonly at: Rectangles }>()
  for (const { source, destination, ...met } of meetings(tables, sides)) {
    const known = found.get(met.key) ?? { meeting: met, at: new Rectangles() }
    known.at.add(source, destination)
    found.set(met.key, known)
  }
  return [...found.values()].flatMap(({ meeting: met, at }) => {
    const parts = differences(met, rules, sides, atoms)
    if (parts.length === 0) return []
    return at.merged().flatMap(({ sources, destinations }) =>
      parts.map(({ pieces, ...part }) => ({
        ...part,
        sources: addressTexts(tables, sources),
        destinations: addressTexts(tables, destinations),
        services: describeAtoms(atoms, pieces),
        witness: witnessPacket(tables, atoms, sources[0] ?? 0, destinations[0] ?? 0, bitsOf(pieces)[0] ?? 0),
      })),
    )
  })
}

type Part = Pick<Difference, 'kind' | 'before' | 'after' | 'conditions'> & { readonly pieces: Bitset }

/** The pieces of the service space that fare differently at one meeting, for each way its conditions may be. */
function differences(
  met: Meeting,
  rules: readonly FirstMatchRule[],
  sides: readonly Side[],
  atoms: ServiceAtoms,
): readonly Part[] {
  const parts: Part[] = []
  for (const conditions of conditionStates(met, rules)) {
    const [was, is] = sides.map((side) => sideVerdicts(met, rules, side, atoms, conditions))
    const grouped = new Map<string, Part & { pieces: Bitset }>()
    for (let piece = 0; piece < atoms.size; piece += 1) {
      const a = was?.(piece)
      const b = is?.(piece)
      if (a === undefined || b === undefined) continue
      const kind = kindOf(a, b)
      if (kind === null) continue
      const key = `${a.action} ${a.decidedAt} ${a.rule} ${b.action} ${b.decidedAt} ${b.rule}`
      const part = grouped.get(key) ?? {
        kind,
        before: a,
        after: b,
        conditions,
        pieces: emptyBitset(atoms.size),
      }
      addBit(part.pieces, piece)
      grouped.set(key, part)
    }
    parts.push(...grouped.values())
  }
  return parts
}

function kindOf(before: RegionVerdict, after: RegionVerdict): Difference['kind'] | null {
  if (before.action === 'allow' && after.action !== 'allow') return 'newly-denied'
  if (before.action !== 'allow' && after.action === 'allow') return 'newly-allowed'
  if (before.action !== after.action) return 'other-denial'
  return before.rule === after.rule && before.policy === after.policy && before.decidedAt === after.decidedAt
    ? null
    : 'other-rule'
}
