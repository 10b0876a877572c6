import type { Bitset } from '../resolve/bitset.ts'
import type { EndPair, FamilyEnds } from './joint-meetings.ts'
import type { JointVerdicts, SelectedPieces } from './joint-verdicts.ts'
import { type ConditionState, conditionStates, type RegionVerdict } from './region-verdict.ts'
import type { ServiceSlice } from './service-slices.ts'
import { createSetIds } from './set-ids.ts'
import type { Work } from './work.ts'

/** Services between some ends that fare differently in one way. */
export interface Part {
  /** Both verdicts and the conditions. */
  readonly key: string
  readonly before: RegionVerdict
  readonly after: RegionVerdict
  readonly pieces: Bitset
  readonly conditions: readonly ConditionState[]
  readonly pairs: EndPair[]
}

/** Steps for a pair of ends that is noted, and for a new part: what is kept takes some bytes, or hundreds. */
const PER_PAIR = 32
const PER_PART = 1_024

/** What fares differently in a slice, by both verdicts, pieces and conditions. */
export function partsOf(
  ends: FamilyEnds,
  slice: ServiceSlice,
  everything: boolean,
  verdicts: JointVerdicts,
  selected: readonly (SelectedPieces | null)[],
  work: Work,
): Iterable<Part> {
  const parts: Part[] = []
  // Equal verdicts are one object: there may be millions to be looked up.
  const byVerdicts = new Map<RegionVerdict, Map<RegionVerdict, Map<number | string, Part>>>()
  const partsLike = (before: RegionVerdict, after: RegionVerdict): Map<number | string, Part> => {
    const row = byVerdicts.get(before) ?? new Map<RegionVerdict, Map<number | string, Part>>()
    byVerdicts.set(before, row)
    const known = row.get(after) ?? new Map<number | string, Part>()
    row.set(after, known)
    return known
  }
  const idOf = createSetIds()
  for (const group of ends.meet(slice.rules, everything)) {
    const meeting = {
      out: group.out,
      into: group.into,
      selectedOut: selected[group.source] ?? null,
      selectedInto: selected[group.destination] ?? null,
    }
    for (const each of verdicts.differences(meeting, slice.pieces)) {
      const conditions = conditionStates(each.assumed)
      const under = conditions.map(({ condition, holds }) => `${condition} ${holds}`).join()
      const id = idOf(each.pieces)
      const alike = partsLike(each.before, each.after)
      const key = under === '' ? id : `${id} ${under}`
      let part = alike.get(key)
      if (part === undefined) {
        work.spend(PER_PART)
        part = {
          ...each,
          key: `${textOf(each.before)} > ${textOf(each.after)} ${under}`,
          conditions,
          pairs: [],
        }
        alike.set(key, part)
        parts.push(part)
      }
      work.spend((PER_PAIR + each.pieces.length) * group.pairs.length)
      for (const pair of group.pairs) part.pairs.push(pair)
    }
  }
  return parts
}

const textOf = ({ action, decidedAt, policy, rule }: RegionVerdict): string =>
  `${action} ${decidedAt} ${policy} ${rule}`
