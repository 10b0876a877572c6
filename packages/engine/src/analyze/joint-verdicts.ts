import type { Snapshot } from '../compile/snapshot.ts'
import { addRange, type Bitset, emptyBitset, isEmptyBitset, orInto, subtractInto } from '../resolve/bitset.ts'
import { common, meet } from './boxes.ts'
import { createFates, type Fate } from './fates.ts'
import { type FirstMatchRule, takeAsked } from './first-match.ts'
import type { JointRule } from './joint-world.ts'
import { conditionStates, type RegionVerdict } from './region-verdict.ts'
import type { Assumed } from './region-walk.ts'
import type { Work } from './work.ts'

/** How packets between two ends meet the rules of both sides. */
export interface JointMeeting {
  /** Numbers of the rules that may match at the source, at the destination; null where nothing is enforced there. */
  readonly out: readonly number[] | null
  readonly into: readonly number[] | null
  /** What mode `selective` enforces at the ends, before and after; null = everything. */
  readonly selectedOut: SelectedPieces | null
  readonly selectedInto: SelectedPieces | null
}

export interface SelectedPieces {
  readonly before: Bitset
  readonly after: Bitset
}

/** Pieces of the service space that fare differently at a meeting. */
export interface DifferentPart {
  readonly before: RegionVerdict
  readonly after: RegionVerdict
  readonly assumed: Assumed
  readonly pieces: Bitset
}

export interface JointVerdicts {
  /** @param within the pieces that are looked at */
  readonly differences: (meeting: JointMeeting, within: Bitset) => readonly DifferentPart[]
}

type When = 'before' | 'after'

/**
 * @param settings of both sides; where their default actions differ, everything is looked at
 * @param work where the rules that are looked at count as steps
 */
export function jointVerdicts(
  joint: readonly JointRule[],
  rules: readonly FirstMatchRule[],
  pieces: number,
  settings: { readonly [when in When]: Snapshot['settings'] },
  work: Work,
): JointVerdicts {
  const everything = emptyBitset(pieces)
  addRange(everything, 0, pieces - 1)
  const sameDefault = settings.before.defaultAction === settings.after.defaultAction
  const fates = {
    before: createFates(rules, settings.before, work),
    after: createFates(rules, settings.after, work),
  }
  const isIn = {
    before: Uint8Array.from(joint, ({ before }) => (before ? 1 : 0)),
    after: Uint8Array.from(joint, ({ after }) => (after ? 1 : 0)),
  }
  const isChanged = joint.map(({ before, after }) => !(before && after))
  /** Neither a condition nor a jump. */
  const isPlain = rules.map(
    ({ conditions, rule }) => conditions.length === 0 && rule.action !== 'jump-to-application',
  )

  /** What changed rules ask for: nothing else can fare differently. */
  const affected = ({ out, into, selectedOut, selectedInto }: JointMeeting): Bitset => {
    const sameSelected = [selectedOut, selectedInto].every(
      (each) => each === null || each.before.join() === each.after.join(),
    )
    if (!sameDefault || !sameSelected) return everything
    const set = emptyBitset(pieces)
    for (const list of [out, into]) {
      for (const number of list ?? [])
        if (isChanged[number] === true) orInto(set, rules[number]?.services ?? everything)
    }
    return set
  }

  const ownFates = (
    meeting: JointMeeting,
    when: When,
  ): ((start: Bitset, under: Assumed) => readonly Fate[]) => {
    const isOwn = isIn[when]
    const own = (list: readonly number[]): readonly number[] => list.filter((number) => isOwn[number] === 1)
    const { out, into, selectedOut, selectedInto } = meeting
    const atSource = out === null ? null : own(out)
    const ends = {
      out: atSource,
      into: into === out ? atSource : into === null ? null : own(into),
      selectedOut: selectedOut?.[when] ?? null,
      selectedInto: selectedInto?.[when] ?? null,
    }
    return (start, under) => fates[when](ends, start, under)
  }

  /** Rules before the first changed one decide alike on both sides, as long as no condition or jump is among them. */
  const withoutPrefix = (meeting: JointMeeting, start: Bitset): JointMeeting | null => {
    const { out, into, selectedOut, selectedInto } = meeting
    if (!sameDefault || out === null || out !== into || selectedOut !== null || selectedInto !== null)
      return meeting
    let first = 0
    while (first < out.length && isChanged[out[first] as number] !== true) {
      const number = out[first] as number
      const rule = rules[number]
      if (rule === undefined || isPlain[number] !== true) return meeting
      takeAsked(rule, start)
      first += 1
    }
    work.spend(first)
    const rest = out.slice(first)
    return isEmptyBitset(start) ? null : { ...meeting, out: rest, into: rest }
  }

  return {
    differences: (given, within) => {
      const start = common(affected(given), within)
      if (isEmptyBitset(start)) return []
      const meeting = withoutPrefix(given, start)
      if (meeting === null) return []
      const fatesAfter = ownFates(meeting, 'after')
      const parts: DifferentPart[] = []
      for (const was of bySameAssumptions(ownFates(meeting, 'before')(start, new Map()))) {
        const all = was[0]?.pieces.slice() ?? emptyBitset(pieces)
        for (const each of was) orInto(all, each.pieces)
        for (const is of fatesAfter(all, was[0]?.assumed ?? new Map()))
          for (const [before, shared] of sharedWith(was, is.pieces))
            if (!sameVerdict(before, is.verdict))
              parts.push({ before, after: is.verdict, assumed: is.assumed, pieces: shared })
      }
      return parts
    },
  }
}

/** Fates of which the same is assumed: they do not overlap, and are followed on the other side in one walk. */
function bySameAssumptions(fates: readonly Fate[]): Iterable<readonly Fate[]> {
  const groups = new Map<string, Fate[]>()
  for (const fate of fates) {
    const key = fate.assumed.size === 0 ? '' : JSON.stringify(conditionStates(fate.assumed))
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [fate])
    else known.push(fate)
  }
  return groups.values()
}

/** The verdicts of the fates that hold any of the pieces, with those that they hold. */
function sharedWith(fates: readonly Fate[], pieces: Bitset): readonly (readonly [RegionVerdict, Bitset])[] {
  const found: (readonly [RegionVerdict, Bitset])[] = []
  const left = pieces.slice()
  for (const fate of fates) {
    if (!meet(left, fate.pieces)) continue
    found.push([fate.verdict, common(left, fate.pieces)])
    subtractInto(left, fate.pieces)
    if (isEmptyBitset(left)) break
  }
  return found
}

const sameVerdict = (a: RegionVerdict, b: RegionVerdict): boolean =>
  a.action === b.action && a.rule === b.rule && a.policy === b.policy && a.decidedAt === b.decidedAt
