import type { EnforcementPoint, MatchWorld } from '../../compile/match-rule.ts'
import { changesBetween } from '../../compile/world-changes.ts'
import { type Address, FAMILY_RANGE } from '../../model/address.ts'
import { word } from '../../model/packet-key.ts'
import type { Ipv6Intervals } from '../fast/address-trie.ts'
import { modeOf } from '../fast/modes.ts'
import { isPlain, type PointStates, RECORD } from './classes.ts'
import { appliedRow, type GroupTables, usedWords } from './compile.ts'
import type { Intervals } from './intervals.ts'
import {
  changedPieces,
  difference,
  intervalAt,
  type Patch,
  type Piece,
  type Splice,
  spliceFor,
} from './line-changes.ts'
import { toggle } from './memberships.ts'
import { type Moves, movesBetween } from './moves.ts'
import { widenFor, withRange } from './pages.ts'
import { coversFamily, type Places } from './rule-index.ts'

/** 2 MB: a change leaves some kilobytes that nothing uses any more. */
const SPARE_WORDS = 2 ** 19

/**
 * The tables of a world whose rules differ from those before in members only: tags, addresses, modes of workloads, members of
 * groups. Computes what changes, in time that hardly grows with the rest, and adds it to what both share; `before` goes on
 * deciding as it did.
 *
 * @returns null where too much is different, or too much that nothing uses any more has gathered: compile anew
 */
export function updateGroups(before: GroupTables, world: MatchWorld): GroupTables | null {
  const { core } = before
  if (world.points.length !== before.world.points.length) return null
  if (world.settings.defaultAction !== before.world.settings.defaultAction) return null
  if (usedWords(core) > 3 * core.words + SPARE_WORDS) return null
  const changes = changesBetween(before.world, world)
  const moves = movesBetween(before.world, world, before.places, changes.rules)
  if (moves === null || losesCover(before, moves)) return null
  const points = changedPoints(before, world, moves, changes.points)
  const states = changedStates(before, world, moves.places, points)
  const relabelled = new Set<Address>(points.addresses)
  const toggled = moves.slots.flatMap((slot) =>
    difference(before.places.sets[slot] ?? [], moves.places.sets[slot] ?? []).map((range) => ({
      slot,
      range,
    })),
  )
  let { root, ipv6 } = before
  const intervals = { ...before.intervals }
  const own = new Set<number>()
  for (const family of [4, 6] as const) {
    const patches = patchesFor(
      before,
      intervals[family],
      changedPieces(family, toggled, relabelled),
      world,
      states,
    )
    if (patches === null) return null
    widenFor(core.pages, core.classes.count())
    const splices: Splice[] = []
    for (const patch of patches) {
      const splice = spliceFor(intervals[family], patch, FAMILY_RANGE[family].last)
      intervals[family] = splicedIntervals(intervals[family], splice, splices.length > 0)
      splices.push(splice)
      if (family === 4)
        root = withRange(
          core.pages,
          root,
          3,
          { first: Number(patch.first), last: Number(patch.last) },
          patch.class,
          own,
        )
    }
    if (family === 6) for (const splice of splices) ipv6 = splicedIpv6(ipv6, splice)
  }
  return { core, world, places: moves.places, states, root, ipv6, intervals }
}

/** Rows are made from what the sets say that hold every address: those must go on doing so. */
const losesCover = ({ places }: GroupTables, moves: Moves): boolean =>
  moves.slots.some((slot) =>
    ([4, 6] as const).some(
      (family) =>
        coversFamily(places.sets[slot] ?? [], family) && !coversFamily(moves.places.sets[slot] ?? [], family),
    ),
  )

/**
 * Points in other scopes than before; all points that changed; the addresses whose point may be another, or be enforced
 * otherwise.
 */
function changedPoints(
  before: GroupTables,
  world: MatchWorld,
  { scopes, places }: Moves,
  maybeChanged: readonly number[],
) {
  const scoped = new Set<number>()
  for (const scope of scopes) {
    const [old, now] = [before.places.scopes[scope], places.scopes[scope]]
    for (const point of old ?? []) if (now?.has(point) !== true) scoped.add(point)
    for (const point of now ?? []) if (old?.has(point) !== true) scoped.add(point)
  }
  const addresses: Address[] = []
  const changed: number[] = []
  for (const number of new Set([...maybeChanged, ...scoped])) {
    const old = before.world.points[number] as EnforcementPoint
    const point = world.points[number] as EnforcementPoint
    if (old === point && !scoped.has(number)) continue
    changed.push(number)
    const isMoved = old.vnic.addresses.join() !== point.vnic.addresses.join()
    if (isMoved || isPlain(old) !== isPlain(point) || scoped.has(number))
      addresses.push(...old.vnic.addresses, ...point.vnic.addresses)
  }
  return { scoped, changed, addresses }
}

function changedStates(
  { core, states }: GroupTables,
  world: MatchWorld,
  { scopes }: Places,
  { scoped, changed }: { readonly scoped: ReadonlySet<number>; readonly changed: readonly number[] },
): PointStates {
  if (changed.length === 0) return states
  const [plain, modes] = [states.plain.slice(), states.modes.slice()]
  for (const number of changed) {
    const point = world.points[number] as EnforcementPoint
    plain[number] = isPlain(point) ? 1 : 0
    modes[number] = modeOf(point)
  }
  if (scoped.size === 0) return { applied: states.applied, plain, modes }
  const applied = states.applied.slice()
  for (const point of scoped) {
    const inScopes = scopes.flatMap((members, scope) => (members.has(point) ? [scope] : []))
    applied[point] = appliedRow(core.rows, core.index.everywhere, core.index.byScope, inScopes)
  }
  return { applied, plain, modes }
}

/** The addresses of other classes than before; null where the tables are full. */
function patchesFor(
  { core }: GroupTables,
  intervals: Intervals,
  pieces: readonly Piece[],
  world: MatchWorld,
  states: PointStates,
): readonly Patch[] | null {
  const { memberships, classes } = core
  const patches: Patch[] = []
  let slots = new Int32Array(64)
  for (const { first, last, slots: toggled, isRelabelled } of pieces) {
    for (
      let i = intervalAt(intervals, first);
      i < intervals.first.length && (intervals.first[i] as Address) <= last;
      i += 1
    ) {
      const record = (intervals.class[i] as number) * RECORD.size
      const membership = classes.records.words[record + RECORD.membership] as number
      const count = memberships.sizeOf(membership)
      if (count + toggled.length >= slots.length) slots = new Int32Array(2 * (count + toggled.length))
      memberships.read(membership, slots)
      const length = toggled.reduce((size, slot) => toggle(slots, size, slot), count)
      const point = isRelabelled
        ? (world.pointAt(first)?.number ?? -1)
        : (classes.records.words[record + RECORD.point] as number)
      const made = classes.classOf(
        memberships.intern(slots, length, memberships.familyOf(membership)),
        point,
        states,
      )
      if (made < 0) return null
      if (made === intervals.class[i]) continue
      const next = intervals.first[i + 1]
      const from = intervals.first[i] as Address
      patches.push({
        first: laterOf(from, first),
        last: next !== undefined && next <= last ? ((next - 1n) as Address) : last,
        class: made,
      })
    }
  }
  return patches
}

const laterOf = (a: Address, b: Address): Address => (a < b ? b : a)

function splicedIntervals(intervals: Intervals, splice: Splice, isOwn: boolean): Intervals {
  const first = isOwn ? (intervals.first as Address[]) : intervals.first.slice()
  const classes = isOwn ? (intervals.class as number[]) : intervals.class.slice()
  first.splice(splice.at, splice.removed, ...splice.first)
  classes.splice(splice.at, splice.removed, ...splice.class)
  return { first, class: classes }
}

const SIGN = 0x80000000 | 0

function splicedIpv6({ starts, classes }: Ipv6Intervals, splice: Splice): Ipv6Intervals {
  const words = splice.first.flatMap((address) =>
    [96n, 64n, 32n, 0n].map((shift) => word(address, shift) ^ SIGN),
  )
  return {
    starts: splicedWords(starts, splice.at * 4, splice.removed * 4, words),
    classes: splicedWords(classes, splice.at, splice.removed, splice.class),
  }
}

function splicedWords(words: Int32Array, at: number, removed: number, added: readonly number[]): Int32Array {
  const made = new Int32Array(words.length - removed + added.length)
  made.set(words.subarray(0, at))
  made.set(added, at)
  made.set(words.subarray(at + removed), at + added.length)
  return made
}
