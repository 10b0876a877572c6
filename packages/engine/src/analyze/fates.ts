import type { PolicySettings } from '../model/document.ts'
import { type Bitset, isEmptyBitset } from '../resolve/bitset.ts'
import { common, without } from './boxes.ts'
import type { FirstMatchRule } from './first-match.ts'
import type { RegionVerdict } from './region-verdict.ts'
import { type Assumed, walkRules } from './region-walk.ts'
import type { Work } from './work.ts'

/** How packets between two ends meet the rules. */
export interface EndsMeeting {
  /** Numbers of the rules that may match at the source, at the destination; null where nothing is enforced there. One object where both are the same. */
  readonly out: ArrayLike<number> | null
  readonly into: ArrayLike<number> | null
  /** What mode `selective` enforces at the ends; null = everything. */
  readonly selectedOut: Bitset | null
  readonly selectedInto: Bitset | null
}

/** Pieces of the service space that fare alike under the same assumptions. */
export interface Fate {
  readonly verdict: RegionVerdict
  readonly pieces: Bitset
  readonly assumed: Assumed
}

/** @param under what is assumed; about other conditions both ways are followed where they decide */
export type Fates = (meeting: EndsMeeting, start: Bitset, under: Assumed) => readonly Fate[]

const PASSED: RegionVerdict = { action: 'allow', decidedAt: null, policy: null, rule: null }

/**
 * What becomes of packets between two ends: the first end that does not allow decides, otherwise the destination, as
 * `combine` says. The fates of a meeting do not overlap, and equal verdicts are one object.
 *
 * @param work where the rules that are looked at count as steps
 * @throws RangeError as `walkRules`
 */
export function createFates(rules: readonly FirstMatchRule[], settings: PolicySettings, work: Work): Fates {
  const known = { source: new Map<number, RegionVerdict>(), destination: new Map<number, RegionVerdict>() }
  const verdictOf = (number: number, decidedAt: 'source' | 'destination'): RegionVerdict => {
    const found = known[decidedAt].get(number)
    if (found !== undefined) return found
    const rule = rules[number]?.rule
    const action =
      rule === undefined || rule.action === 'jump-to-application' ? settings.defaultAction : rule.action
    const made = { action, decidedAt, policy: rule?.policy ?? null, rule: rule?.id ?? null }
    known[decidedAt].set(number, made)
    return made
  }
  /** What one end makes of packets that passed so far; where it enforces nothing they stay as they are. */
  const endFates = (
    list: ArrayLike<number> | null,
    selected: Bitset | null,
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
        : walkRules(rules, list, asked, given.assumed, work).map((leaf) => ({
            verdict: verdictOf(leaf.rule, decidedAt),
            pieces: leaf.pieces,
            assumed: leaf.assumed,
          }))),
    ]
  }
  return ({ out, into, selectedOut, selectedInto }, start, under) => {
    if (out !== null && out === into && selectedOut === null && selectedInto === null)
      // Both ends say the same: the source is the first to deny, the destination the last to allow.
      return walkRules(rules, out, start, under, work).map((leaf) => {
        const atSource = verdictOf(leaf.rule, 'source')
        const verdict = atSource.action === 'allow' ? verdictOf(leaf.rule, 'destination') : atSource
        return { verdict, pieces: leaf.pieces, assumed: leaf.assumed }
      })
    const first = endFates(out, selectedOut, 'source', { verdict: PASSED, pieces: start, assumed: under })
    return first.flatMap((fate) =>
      fate.verdict.action === 'allow' ? endFates(into, selectedInto, 'destination', fate) : [fate],
    )
  }
}
