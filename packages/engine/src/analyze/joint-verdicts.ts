import type { Snapshot } from '../compile/snapshot.ts'
import { addRange, type Bitset, emptyBitset, isEmptyBitset, orInto, subtractInto } from '../resolve/bitset.ts'
import { common, without } from './boxes.ts'
import type { FirstMatchRule } from './first-match.ts'
import type { JointRule } from './joint-world.ts'
import { type Assumed, walkRules } from './region-walk.ts'
import type { RegionVerdict } from './side-verdicts.ts'

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

/** @param settings of both sides; where their default actions differ, everything is looked at */
export function jointVerdicts(
  joint: readonly JointRule[],
  rules: readonly FirstMatchRule[],
  pieces: number,
  settings: { readonly [when in When]: Snapshot['settings'] },
): JointVerdicts {
  const everything = emptyBitset(pieces)
  addRange(everything, 0, pieces - 1)
  const sameDefault = settings.before.defaultAction === settings.after.defaultAction
  const isChanged = joint.map(({ before, after }) => !(before && after))

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

  const verdictOf = (number: number, when: When, decidedAt: 'source' | 'destination'): RegionVerdict => {
    const rule = rules[number]?.rule
    const action =
      rule === undefined || rule.action === 'jump-to-application' ? settings[when].defaultAction : rule.action
    return { action, decidedAt, policy: rule?.policy ?? null, rule: rule?.id ?? null }
  }

  interface Fate {
    readonly verdict: RegionVerdict
    readonly pieces: Bitset
    readonly assumed: Assumed
  }
  const sideFates = (meeting: JointMeeting, when: When, start: Bitset, under: Assumed): readonly Fate[] => {
    const own = (list: readonly number[]): readonly number[] =>
      list.filter((number) => joint[number]?.[when] === true)
    const { out, into, selectedOut, selectedInto } = meeting
    if (out !== null && out === into && selectedOut === null && selectedInto === null)
      // Both ends say the same: the source is the first to deny, the destination the last to allow.
      return walkRules(rules, own(out), start, under).map((leaf) => {
        const atSource = verdictOf(leaf.rule, when, 'source')
        const verdict =
          atSource.action === 'allow' ? { ...atSource, decidedAt: 'destination' as const } : atSource
        return { verdict, pieces: leaf.pieces, assumed: leaf.assumed }
      })
    const first = endFates(own, out, selectedOut?.[when] ?? null, when, 'source', {
      verdict: PASSED,
      pieces: start,
      assumed: under,
    })
    return first.flatMap((fate) =>
      fate.verdict.action === 'allow'
        ? endFates(own, into, selectedInto?.[when] ?? null, when, 'destination', fate)
        : [fate],
    )
  }

  /** What one end makes of packets that passed so far; where it enforces nothing they stay as they are. */
  const endFates = (
    own: (list: readonly number[]) => readonly number[],
    list: readonly number[] | null,
    selected: Bitset | null,
    when: When,
    decidedAt: 'source' | 'destination',
    given: Fate,
  ): readonly Fate[] => {
    if (list === null) return [given]
    const asked = selected === null ? given.pieces : common(given.pieces, selected)
    const rest = selected === null ? null : without(given.pieces, selected)
    return [
      ...(rest === null || isEmptyBitset(rest) ? [] : [{ ...given, pieces: rest }]),
      ...(isEmptyBitset(asked)
        ? []
        : walkRules(rules, own(list), asked, given.assumed).map((leaf) => ({
            verdict: verdictOf(leaf.rule, when, decidedAt),
            pieces: leaf.pieces,
            assumed: leaf.assumed,
          }))),
    ]
  }

  /** Rules before the first changed one decide alike on both sides, as long as no condition or jump is among them. */
  const withoutPrefix = (meeting: JointMeeting, start: Bitset): JointMeeting | null => {
    const { out, into, selectedOut, selectedInto } = meeting
    if (!sameDefault || out === null || out !== into || selectedOut !== null || selectedInto !== null)
      return meeting
    const first = out.findIndex((number) => isChanged[number] === true)
    const prefix = out.slice(0, first)
    const plain = prefix.every((number) => {
      const rule = rules[number]
      return rule !== undefined && rule.conditions.length === 0 && rule.rule.action !== 'jump-to-application'
    })
    if (!plain) return meeting
    for (const number of prefix) subtractInto(start, rules[number]?.services ?? everything)
    const rest = out.slice(first)
    return isEmptyBitset(start) ? null : { ...meeting, out: rest, into: rest }
  }

  return {
    differences: (given, within) => {
      const start = common(affected(given), within)
      if (isEmptyBitset(start)) return []
      const meeting = withoutPrefix(given, start)
      if (meeting === null) return []
      return sideFates(meeting, 'before', start, new Map()).flatMap((was) =>
        sideFates(meeting, 'after', was.pieces, was.assumed).flatMap((is) =>
          sameVerdict(was.verdict, is.verdict)
            ? []
            : [{ before: was.verdict, after: is.verdict, assumed: is.assumed, pieces: is.pieces }],
        ),
      )
    },
  }
}

const PASSED: RegionVerdict = { action: 'allow', decidedAt: null, policy: null, rule: null }

const sameVerdict = (a: RegionVerdict, b: RegionVerdict): boolean =>
  a.action === b.action && a.rule === b.rule && a.policy === b.policy && a.decidedAt === b.decidedAt
