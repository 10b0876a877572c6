import type { MatchWorld } from '../compile/match-rule.ts'
import { compileTables } from '../match/fast/compile.ts'
import { type Bitset, isEmptyBitset } from '../resolve/bitset.ts'
import { common, without } from './boxes.ts'
import { firstMatchRules } from './first-match.ts'
import { identityParts } from './identity-parts.ts'
import { type Place, placesByWorkload } from './places.ts'
import { type Assumed, walkRules } from './region-walk.ts'
import { commonRules } from './row-sets.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'
import type { Work } from './work.ts'

/** Services that may pass from one workload to another, because of the same rules. */
export interface Passage {
  readonly pieces: Bitset
  /** Numbers of the rules that let it pass, at one end or both; empty where only default rule or mode do. */
  readonly rules: readonly number[]
  /** What must hold. */
  readonly assumed: Assumed
}

export interface Passages {
  readonly atoms: ServiceAtoms
  readonly workloads: readonly string[]
  /** Empty where nothing may pass. Equal answers are one object. */
  readonly between: (from: string, to: string) => readonly Passage[]
}

/** What may pass between workloads and by which rules, computed when asked for and kept by the rows that decide it; steps are counted. */
export function passages(world: MatchWorld, work: Work): Passages {
  const parts = world.rules.flatMap((rule, number) =>
    identityParts(rule).map((part) => ({ ...part, number })),
  )
  const tables = compileTables({ ...world, rules: parts.map(({ rule }) => rule) })
  const atoms = serviceAtoms([
    ...world.rules.map(({ entries }) => entries ?? []),
    ...world.points.map(({ selected }) => selected),
  ])
  const rules = firstMatchRules(parts, atoms)
  const everything = atoms.select(null)
  const places = placesByWorkload(world, tables)
  const scratch = new Int32Array(parts.length)
  const modes = world.points.map(({ workload, selected }) => {
    if (workload.excluded || workload.mode === 'idle' || workload.mode === 'visibility') return null
    return workload.mode === 'full' ? '' : JSON.stringify(selected)
  })

  /** What one end lets through of a passage. */
  const through = (given: Passage, place: Place, near: number, far: number): readonly Passage[] => {
    if ((modes[place.point.number] ?? null) === null) return [given]
    const isSelective = place.point.workload.mode === 'selective'
    const selected = isSelective ? atoms.select(place.point.selected) : everything
    const asked = common(given.pieces, selected)
    const rest = without(given.pieces, selected)
    const list = scratch.slice(0, commonRules(scratch, tables, near, far))
    work.spend(list.length)
    return [
      ...(isEmptyBitset(rest) ? [] : [{ ...given, pieces: rest }]),
      ...walkRules(rules, list, asked, given.assumed, work).flatMap((leaf) => {
        const action = rules[leaf.rule]?.rule.action ?? world.settings.defaultAction
        if (action !== 'allow') return []
        const number = parts[leaf.rule]?.number ?? -1
        const by = number < 0 || given.rules.includes(number) ? given.rules : [...given.rules, number]
        return [{ pieces: leaf.pieces, rules: by, assumed: leaf.assumed }]
      }),
    ]
  }
  const known = new Map<string, readonly Passage[]>()
  const { outboundRow, inboundRow, sourceRow, destinationRow } = tables
  const ofPlaces = (from: Place, to: Place): readonly Passage[] => {
    const rows = [
      modes[from.point.number] ?? '-',
      outboundRow[from.class],
      destinationRow[to.class],
      modes[to.point.number] ?? '-',
      inboundRow[to.class],
      sourceRow[from.class],
    ].join()
    const found = known.get(rows)
    if (found !== undefined) return found
    const start: Passage = { pieces: everything, rules: [], assumed: new Map() }
    const made = through(start, from, outboundRow[from.class] ?? 0, destinationRow[to.class] ?? 0).flatMap(
      (passage) => through(passage, to, inboundRow[to.class] ?? 0, sourceRow[from.class] ?? 0),
    )
    known.set(rows, made)
    return made
  }
  return {
    atoms,
    workloads: [...places.keys()],
    between: (from, to) => {
      const pairs = (places.get(from) ?? []).flatMap((a) =>
        (places.get(to) ?? []).flatMap((b) => (a.family === b.family ? [[a, b] as const] : [])),
      )
      const [only] = pairs
      if (only === undefined) return []
      return pairs.length === 1 ? ofPlaces(...only) : pairs.flatMap(([a, b]) => ofPlaces(a, b))
    },
  }
}
