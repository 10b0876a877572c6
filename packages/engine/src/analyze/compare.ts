import type { Snapshot } from '../compile/snapshot.ts'
import { type AddressRows, compileAddressRows } from '../match/fast/compile.ts'
import type { Packet } from '../model/packet.ts'
import { addBit, type Bitset, bitsOf, emptyBitset, orInto } from '../resolve/bitset.ts'
import { type Connection, describeAtoms } from './connections.ts'
import { type Part, partsOf } from './difference-parts.ts'
import { firstMatchRules } from './first-match.ts'
import { type FamilyEnds, familyEnds } from './joint-meetings.ts'
import { jointVerdicts, type SelectedPieces } from './joint-verdicts.ts'
import { jointWorld } from './joint-world.ts'
import { addressTexts } from './rectangles.ts'
import type { ConditionState, RegionVerdict } from './region-verdict.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'
import { type ServiceSlice, serviceSlices } from './service-slices.ts'
import { createSetIds } from './set-ids.ts'
import { witnessPacket } from './witness.ts'
import { createWork, MOST_STEPS } from './work.ts'

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
 * Everything that fares differently under `after`, exactly, over all addresses and services of first packets. Empty means:
 * nothing does, not even which rule decides. Only what changed rules meet is looked at; texts and witnesses of a region are
 * made when they are read, since a broad edit may have thousands of regions.
 *
 * @param work counts the steps
 * @throws RangeError where the inventories differ, too many conditions meet at one pair of ends, or there is more to do than
 * `work` lets
 */
export function compareSnapshots(
  before: Snapshot,
  after: Snapshot,
  work = createWork(MOST_STEPS),
): readonly Difference[] {
  const joint = jointWorld(before, after)
  const { modes, selected } = enforcement(before, after)
  const everything =
    before.settings.defaultAction !== after.settings.defaultAction ||
    selected.some((pair) => pair !== null && JSON.stringify(pair.before) !== JSON.stringify(pair.after))
  if (!everything && joint.rules.every((each) => each.before && each.after)) return []
  const atoms = serviceAtoms([
    ...joint.rules.map(({ rule: { entries } }) => entries ?? []),
    ...[...before.points, ...after.points].map((point) => point.selected),
  ])
  const all = firstMatchRules(joint.rules, atoms)
  const pieces = selected.map(
    (pair): SelectedPieces | null =>
      pair && { before: atoms.select(pair.before), after: atoms.select(pair.after) },
  )
  const changed = [...joint.rules.keys()].filter((number) => {
    const rule = joint.rules[number]
    return !(rule?.before === true && rule.after)
  })
  const cut = serviceSlices(all, everything ? [...all.keys()] : changed, atoms.size, everything)
  const { numbers, slices } = renumbered(cut)
  const kept = numbers.flatMap((number) => joint.rules[number] ?? [])
  const rules = numbers.flatMap((number) => all[number] ?? [])
  const tables = compileAddressRows({ ...joint.world, rules: kept.map(({ rule }) => rule) })
  const settings = { before: before.settings, after: after.settings }
  const verdicts = jointVerdicts(kept, rules, atoms.size, settings, work)
  return familyEnds(tables, kept, before.points, modes, work).flatMap((ends) => {
    const regions = new Map<string, Region>()
    const idOf = createSetIds()
    for (const slice of slices) {
      for (const part of partsOf(ends, slice, everything, verdicts, pieces, work)) {
        for (const { from, to } of rectanglesOf(part, ends)) {
          // What differs in the services only is one region.
          const key = `${part.key} ${idOf(from)} ${idOf(to)}`
          const known = regions.get(key)
          if (known === undefined) regions.set(key, { ...part, pieces: part.pieces.slice(), from, to })
          else orInto(known.pieces, part.pieces)
        }
      }
    }
    return [...regions.values()].map((each) => region(each, ends, tables, atoms))
  })
}

/** The rules that are in some slice, and the slices by their numbers among these: no other rule plays a part. */
function renumbered(slices: readonly ServiceSlice[]) {
  const numbers = [...new Set(slices.flatMap(({ rules }) => rules))].sort((a, b) => a - b)
  const places = new Map(numbers.map((number, place) => [number, place]))
  return {
    numbers,
    slices: slices.map((slice) => ({
      ...slice,
      rules: slice.rules.flatMap((number) => places.get(number) ?? []),
    })),
  }
}

interface Region extends Part {
  /** Numbers of ends. */
  readonly from: Bitset
  readonly to: Bitset
}

/** Numbers of enforcement per point, 0 = none, and what `selective` ones enforce on either side. */
function enforcement(before: Snapshot, after: Snapshot) {
  const numbers = new Map<string, number>()
  const modes: number[] = []
  const selected = before.points.map(({ workload, selected: was }, i) => {
    const is = after.points[i]?.selected ?? []
    const key = workload.mode === 'full' ? 'full' : JSON.stringify([was, is])
    const none = workload.excluded || workload.mode === 'idle' || workload.mode === 'visibility'
    if (!none && !numbers.has(key)) numbers.set(key, numbers.size + 1)
    modes.push(none ? 0 : (numbers.get(key) ?? 0))
    return !none && workload.mode === 'selective' ? { before: was, after: is } : null
  })
  return { modes, selected }
}

/** Rectangles of a part: sources with equal destinations are put together. */
function rectanglesOf(
  { pairs }: Part,
  { sources, destinations }: FamilyEnds,
): readonly { readonly from: Bitset; readonly to: Bitset }[] {
  const bySources = new Map<readonly number[], Bitset>()
  for (const pair of pairs) {
    const to = bySources.get(pair.sources) ?? emptyBitset(destinations.length)
    bySources.set(pair.sources, to)
    for (const destination of pair.destinations) addBit(to, destination)
  }
  const idOf = createSetIds()
  const rectangles = new Map<number, { readonly from: Bitset; readonly to: Bitset }>()
  for (const [from, to] of bySources) {
    const id = idOf(to)
    const known = rectangles.get(id) ?? { from: emptyBitset(sources.length), to }
    rectangles.set(id, known)
    for (const source of from) addBit(known.from, source)
  }
  return [...rectangles.values()]
}

function region(
  { before, after, conditions, pieces, from, to }: Region,
  ends: FamilyEnds,
  tables: AddressRows,
  atoms: ServiceAtoms,
): Difference {
  const fromClasses = () => bitsOf(from).flatMap((end) => ends.sources[end] ?? [])
  const toClasses = () => bitsOf(to).flatMap((end) => ends.destinations[end] ?? [])
  const once = <T>(make: () => T): (() => T) => {
    let made: { readonly value: T } | undefined
    return () => {
      made ??= { value: make() }
      return made.value
    }
  }
  const sources = once(() => addressTexts(tables, fromClasses()))
  const destinations = once(() => addressTexts(tables, toClasses()))
  const services = once(() => describeAtoms(atoms, pieces))
  const witness = once(() =>
    witnessPacket(tables, atoms, fromClasses()[0] ?? 0, toClasses()[0] ?? 0, bitsOf(pieces)[0] ?? 0),
  )
  return {
    kind: kindOf(before, after),
    before,
    after,
    get sources() {
      return sources()
    },
    get destinations() {
      return destinations()
    },
    get services() {
      return services()
    },
    conditions,
    get witness() {
      return witness()
    },
  }
}

function kindOf(before: RegionVerdict, after: RegionVerdict): Difference['kind'] {
  if (before.action === 'allow' && after.action !== 'allow') return 'newly-denied'
  if (before.action !== 'allow' && after.action === 'allow') return 'newly-allowed'
  return before.action === after.action ? 'other-rule' : 'other-denial'
}
