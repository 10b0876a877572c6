import { type Bitset, isEmptyBitset } from '../resolve/bitset.ts'
import { askedOf, asksFor, type FirstMatchRule, takeAsked } from './first-match.ts'
import type { Work } from './work.ts'

/** Conditions that are taken to hold or not; about others nothing is assumed. */
export type Assumed = ReadonlyMap<string, boolean>

/** Pieces of the service space that one rule decides under the same assumptions; -1 = the default rule. */
export interface Leaf {
  readonly rule: number
  readonly pieces: Bitset
  readonly assumed: Assumed
}

/** More leaves than this at one pair of ends cannot be told apart in reasonable time. */
const MAX_LEAVES = 4_096

/**
 * First match for all services at once. Where a condition decides, both ways are followed, but only there: thirty rules with a
 * condition each give thirty-one leaves, not two to the thirtieth.
 *
 * @param list numbers of the rules in order
 * @param work where each rule that is looked at counts as a step
 * @throws RangeError where too many conditions meet
 */
export function walkRules(
  rules: readonly FirstMatchRule[],
  list: ArrayLike<number>,
  start: Bitset,
  assumed: Assumed,
  work: Work,
): readonly Leaf[] {
  const leaves: Leaf[] = []
  const add = (rule: number, pieces: Bitset, under: Assumed): void => {
    leaves.push({ rule, pieces, assumed: under })
    if (leaves.length > MAX_LEAVES)
      throw new RangeError(
        `more than ${MAX_LEAVES} combinations of conditions meet at one pair of ends: too many to compare`,
      )
  }
  const walk = (first: number, given: Bitset, past: Bitset | null, under: Assumed): void => {
    // The walk's own: what is given may be another walk's too.
    let open: Bitset = given.slice()
    let jumped = past
    for (let at = first; at < list.length; at += 1) {
      const number = list[at] ?? -1
      const candidate = rules[number]
      if (candidate === undefined) continue
      if (jumped !== null && candidate.rule.category === 'application') {
        open = either(open, jumped)
        jumped = null
      }
      if (!asksFor(candidate, open)) continue
      const state = stateOf(candidate.conditions, under)
      if (state === false) continue
      if (state !== true) {
        walk(at, open, jumped, new Map([...under, [state, true]]))
        walk(at + 1, open, jumped, new Map([...under, [state, false]]))
        work.spend(at - first + 1)
        return
      }
      const matched = askedOf(candidate, open)
      if (candidate.rule.action === 'jump-to-application')
        jumped = jumped === null ? matched : either(jumped, matched)
      else add(number, matched, under)
      takeAsked(candidate, open)
      if (jumped === null && isEmptyBitset(open)) {
        work.spend(at - first + 1)
        return
      }
    }
    work.spend(list.length - first + 1)
    const rest = jumped === null ? open : either(open, jumped)
    if (!isEmptyBitset(rest)) add(-1, rest, under)
  }
  walk(0, start, null, assumed)
  return leaves
}

/** Whether all hold, or the first of which it is not known. */
function stateOf(conditions: readonly string[], assumed: Assumed): boolean | string {
  let unknown: string | null = null
  for (const condition of conditions) {
    const holds = assumed.get(condition)
    if (holds === false) return false
    if (holds === undefined) unknown ??= condition
  }
  return unknown ?? true
}

function either(a: Bitset, b: Bitset): Bitset {
  const made = a.slice()
  for (let i = 0; i < made.length; i += 1) made[i] = (made[i] as number) | (b[i] as number)
  return made
}
