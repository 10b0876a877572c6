import type { MatchRule } from '../compile/match-rule.ts'
import type { Bitset } from '../resolve/bitset.ts'
import type { PlainRule } from './identity-parts.ts'
import type { ServiceAtoms } from './service-atoms.ts'

/** A rule as first match over all services sees it. */
export interface FirstMatchRule {
  readonly rule: MatchRule
  readonly services: Bitset
  /** The words of `services` that are not zero: most rules are about few of thousands of pieces. */
  readonly words: Int32Array
  /** See `conditionsOf`. */
  readonly conditions: readonly string[]
}

export function firstMatchRules(
  parts: readonly PlainRule[],
  { select }: Pick<ServiceAtoms, 'select'>,
): readonly FirstMatchRule[] {
  const known = new Map<Bitset, Int32Array>()
  return parts.map(({ rule, conditions }) => {
    const services = select(rule.entries)
    const words = known.get(services) ?? wordsOf(services)
    known.set(services, words)
    return { rule, services, words, conditions }
  })
}

function wordsOf(services: Bitset): Int32Array {
  const words: number[] = []
  for (let at = 0; at < services.length; at += 1) if (services[at] !== 0) words.push(at)
  return Int32Array.from(words)
}

/** Does the rule ask for any of the pieces? */
export function asksFor({ services, words }: FirstMatchRule, pieces: Bitset): boolean {
  for (let i = 0; i < words.length; i += 1) {
    const at = words[i] as number
    if (((services[at] as number) & (pieces[at] as number)) !== 0) return true
  }
  return false
}

/** Which of the pieces the rule asks for. */
export function askedOf({ services, words }: FirstMatchRule, pieces: Bitset): Bitset {
  const made = new Uint32Array(pieces.length)
  for (let i = 0; i < words.length; i += 1) {
    const at = words[i] as number
    made[at] = (services[at] as number) & (pieces[at] as number)
  }
  return made
}

/** Takes from the pieces what the rule asks for. */
export function takeAsked({ services, words }: FirstMatchRule, pieces: Bitset): void {
  for (let i = 0; i < words.length; i += 1) {
    const at = words[i] as number
    pieces[at] = (pieces[at] as number) & ~(services[at] as number)
  }
}
