import type { EnforcementPoint } from '../compile/match-rule.ts'
import type { Snapshot } from '../compile/snapshot.ts'
import { compileTables, type FastTables } from '../match/fast/compile.ts'
import type { Packet } from '../model/packet.ts'
import type { Evaluation } from '../model/verdict.ts'
import { addBit, type Bitset, bitsOf, emptyBitset } from '../resolve/bitset.ts'
import { commonRules } from './cells.ts'
import { conditionsOf } from './conditions-of.ts'
import { type Connection, describeAtoms } from './connections.ts'
import { BY_DEFAULT, type FirstMatchRule, firstMatch } from './first-match.ts'
import { jointWorld } from './joint-world.ts'
import { addressTexts, Rectangles } from './rectangles.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'
import { witnessPacket } from './witness.ts'

/** What one side does with the packets of a region. */
export interface RegionVerdict {
  readonly action: Evaluation['action']
  /** The deciding end; null where both let pass without a rule of theirs (not protected, idle, visibility ...). */
  readonly decidedAt: 'source' | 'destination' | null
  readonly policy: string | null
  readonly rule: string | null
}

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
  readonly conditions: readonly { readonly condition: string; readonly holds: boolean }[]
  /** A packet of the region, its context left out. */
  readonly witness: Packet
}

/** More conditions than this about the same two ends, and their combinations are too many to try. */
const MAX_CONDITIONS = 10

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

interface Side {
  readonly settings: Snapshot['settings']
  readonly points: readonly EnforcementPoint[]
  /** Its rules are those from `first` up to `end`. */
  readonly first: number
  readonly end: number
}

/** One end of a connection where rules are enforced. */
interface Enforcement {
  /** The number of the vNIC. */
  readonly point: number
  readonly candidates: readonly number[]
  /** Equal for ends at which every packet fares the same. */
  readonly signature: string
}

/** How two ends meet the rules; null = nothing is enforced there. */
interface Meeting {
  readonly out: Enforcement | null
  readonly into: Enforcement | null
}

/** Every pair of address classes, one of them at least enforced. */
function* meetings(
  tables: FastTables,
  sides: readonly Side[],
): Iterable<Meeting & { readonly key: string; readonly source: number; readonly destination: number }> {
  const common = new Int32Array(sides.at(-1)?.end ?? 0)
  const known = new Map<number, Pick<Enforcement, 'candidates' | 'signature'>>()
  const modes = (sides[0]?.points ?? []).map(({ workload, number }) => {
    if (workload.excluded || workload.mode === 'idle' || workload.mode === 'visibility') return null
    return workload.mode === 'full'
      ? 'full'
      : JSON.stringify(sides.map(({ points }) => points[number]?.selected))
  })
  const end = (point: number, near: number, far: number): Enforcement | null => {
    const mode = modes[point] ?? null
    if (mode === null) return null
    // Rows are offsets into one array of at most 2^26 words: the two fit one whole number.
    const rows = near * 2 ** 26 + far
    let found = known.get(rows)
    if (found === undefined) {
      const candidates = Array.from(common.subarray(0, commonRules(common, tables, near, far)))
      found = { candidates, signature: candidates.join() }
      known.set(rows, found)
    }
    return { point, candidates: found.candidates, signature: `${mode} ${found.signature}` }
  }
  const { point, family, outboundRow, inboundRow, sourceRow, destinationRow } = tables
  for (let source = 0; source < point.length; source += 1) {
    for (let destination = 0; destination < point.length; destination += 1) {
      if (family[source] !== family[destination]) continue
      const out = end(point[source] ?? -1, outboundRow[source] ?? 0, destinationRow[destination] ?? 0)
      const into = end(point[destination] ?? -1, inboundRow[destination] ?? 0, sourceRow[source] ?? 0)
      if (out === null && into === null) continue
      yield { key: `${out?.signature} | ${into?.signature}`, out, into, source, destination }
    }
  }
}

type Part = Pick<Difference, 'kind' | 'before' | 'after' | 'conditions'> & { readonly pieces: Bitset }

/** The pieces of the service space that fare differently at one meeting, for each way its conditions may be. */
function differences(
  { out, into }: Meeting,
  rules: readonly FirstMatchRule[],
  sides: readonly Side[],
  atoms: ServiceAtoms,
): readonly Part[] {
  const all = [...(out?.candidates ?? []), ...(into?.candidates ?? [])]
  const conditions = [...new Set(all.flatMap((number) => rules[number]?.conditions ?? []))].sort()
  if (conditions.length > MAX_CONDITIONS) {
    throw new RangeError(
      `${conditions.length} conditions meet at one pair of ends, more than the ${MAX_CONDITIONS} whose combinations can be compared`,
    )
  }
  const parts: Part[] = []
  for (let combination = 0; combination < 2 ** conditions.length; combination += 1) {
    const state = conditions.map((condition, i) => ({ condition, holds: ((combination >>> i) & 1) === 1 }))
    const holding = new Set(state.flatMap(({ condition, holds }) => (holds ? [condition] : [])))
    const [was, is] = sides.map((side) => verdicts({ out, into }, rules, side, atoms, holding))
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
        conditions: state,
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

/** What one side says about each piece: the first end that does not allow, otherwise the destination's rule, as `combine`. */
function verdicts(
  { out, into }: Meeting,
  rules: readonly FirstMatchRule[],
  { settings, points, first, end }: Side,
  atoms: ServiceAtoms,
  holding: ReadonlySet<string>,
): (piece: number) => RegionVerdict {
  const at = (
    each: Enforcement | null,
    decidedAt: 'source' | 'destination',
  ): ((piece: number) => RegionVerdict | null) => {
    if (each === null) return () => null
    const { candidates } = each
    const point = points[each.point]
    const own = candidates.filter((number) => number >= first && number < end)
    const decided = firstMatch(rules, own, atoms.size, holding)
    const selected =
      point?.workload.mode === 'selective' ? new Set(bitsOf(atoms.select(point.selected))) : null
    return (piece) => {
      if (selected !== null && !selected.has(piece)) return null
      const number = decided[piece] ?? BY_DEFAULT
      const rule = rules[number]?.rule
      const action =
        rule === undefined || rule.action === 'jump-to-application' ? settings.defaultAction : rule.action
      return { action, decidedAt, policy: rule?.policy ?? null, rule: rule?.id ?? null }
    }
  }
  const atSource = at(out, 'source')
  const atDestination = at(into, 'destination')
  return (piece) => {
    const source = atSource(piece)
    if (source !== null && source.action !== 'allow') return source
    return atDestination(piece) ?? source ?? { action: 'allow', decidedAt: null, policy: null, rule: null }
  }
}
