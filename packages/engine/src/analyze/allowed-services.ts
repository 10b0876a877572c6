import type { MatchRule, MatchWorld } from '../compile/match-rule.ts'
import type { FastTables } from '../match/fast/compile.ts'
import { isActive } from '../model/schedule.ts'
import { type Bitset, emptyBitset, orInto, subtractInto } from '../resolve/bitset.ts'
import { commonRules } from './row-sets.ts'
import type { ServiceAtoms } from './service-atoms.ts'
import type { Work } from './work.ts'

/** Which services the rules at one vNIC let through. */
export interface AllowedServices {
  /**
   * @param near row of the rules that may match at this end (`outboundRow` or `inboundRow`)
   * @param far row of the rules that have the other end on their side
   */
  readonly of: (near: number, far: number, sourceClass: number) => Bitset
}

/** Answers that are kept at a time, in words: 64 MB. */
const MOST_WORDS = 2 ** 24

/**
 * The same first match as the reference, for all services at once: each rule takes from what is still undecided the pieces it
 * matches. Conditions are unknown, and so is the time where `now` is null: as in the reference, a service is allowed only
 * if every outcome that is possible allows it.
 *
 * @param work where the rules that are looked at count as steps
 */
export function allowedServices(
  world: MatchWorld,
  tables: FastTables,
  atoms: ServiceAtoms,
  now: number | null,
  intern: (set: Bitset) => Bitset,
  work: Work,
): AllowedServices {
  const { rules, settings } = world
  const selected = new Map<MatchRule['entries'], Piece>()
  const services = rules.map(({ entries }) => {
    const known = selected.get(entries) ?? pieceOf(atoms, entries)
    selected.set(entries, known)
    return known
  })
  const everything = atoms.select(null)
  const hasIdentities = rules.some(({ sources }) => sources.identities.length > 0)
  const known = new Map<number, Map<number, Bitset>>()
  let kept = 0

  const certainty = (rule: MatchRule, number: number, sourceClass: number): boolean | 'unknown' => {
    let unknown = rule.processes.length + rule.users.length > 0
    unknown ||= rule.contextProfiles.some(({ appIds, fqdns }) => appIds.length + fqdns.length > 0)
    if (rule.schedule !== null) {
      if (now === null) unknown = true
      else if (!isActive(rule.schedule, now)) return false
    }
    if (rule.sources.identities.length > 0) {
      const held = tables.residuals[number]?.addressHeld[sourceClass] === 1
      if (held && rule.sources.negated) return false
      if (!held) unknown = true
    }
    return unknown ? 'unknown' : true
  }

  // Most rules are about services in one word of the space: whether such a rule still has any is one read of each array.
  const firstWord = Uint32Array.from(services, ({ at }) => at[0] ?? 0)
  const firstBits = Uint32Array.from(services, ({ words }) => words[0] ?? 0)
  const isShort = Uint8Array.from(services, ({ at }) => (at.length <= 1 ? 1 : 0))

  const walk = (candidates: Int32Array, start: Bitset, sourceClass: number): Bitset => {
    const open = start.slice()
    const allowed = emptyBitset(atoms.size)
    for (let at = 0; at < candidates.length; at += 1) {
      const number = candidates[at] as number
      const first = (open[firstWord[number] as number] ?? 0) & (firstBits[number] as number)
      if (first === 0 && isShort[number] === 1) continue
      const rule = rules[number]
      const service = services[number]
      if (rule === undefined || service === undefined || !meets(open, service)) continue
      const certain = certainty(rule, number, sourceClass)
      if (certain === false) continue
      if (rule.action === 'jump-to-application') {
        const matched = emptyBitset(atoms.size)
        addCommon(matched, open, service)
        const beyond = candidates.subarray(at).filter((each) => each >= tables.firstApplicationRule)
        const reached = walk(beyond, matched, sourceClass)
        if (certain === true) orInto(allowed, reached)
        else subtractInto(matched, reached)
        subtractInto(open, matched)
      } else if (rule.action !== 'allow') {
        take(open, service)
      } else if (certain === true) {
        addCommon(allowed, open, service)
        take(open, service)
      }
    }
    if (settings.defaultAction === 'allow') orInto(allowed, open)
    return allowed
  }

  const common = new Int32Array(rules.length)
  const candidatesOf = (near: number, far: number): Int32Array =>
    common.subarray(0, commonRules(common, tables, near, far))

  return {
    of: (near, far, sourceClass) => {
      const group = hasIdentities ? sourceClass : 0
      const byRows = known.get(group) ?? new Map<number, Bitset>()
      // Common rules are the same both ways. Rows are offsets into one array of at most 2^26 words: the two fit one whole number.
      const rows = Math.min(near, far) * 2 ** 26 + Math.max(near, far)
      const found = byRows.get(rows)
      if (found !== undefined) return found
      const candidates = candidatesOf(near, far)
      work.spend(candidates.length + 1)
      const made = intern(walk(candidates, everything, sourceClass))
      kept += made.length
      if (kept > MOST_WORDS) {
        known.clear()
        byRows.clear()
        kept = 0
      }
      known.set(group, byRows.set(rows, made))
      return made
    },
  }
}

/** The words of a bitset that are not zero: most rules are about few of thousands of pieces. */
interface Piece {
  readonly at: Uint32Array
  readonly words: Uint32Array
}

function pieceOf(atoms: ServiceAtoms, entries: MatchRule['entries']): Piece {
  const bits = new Map<number, number>()
  atoms.ranges(entries, (first, last) => {
    for (let bit = first; bit <= last; ) {
      const end = Math.min(last, bit | 31)
      const width = end - bit + 1
      const mask = width === 32 ? -1 : ((1 << width) - 1) << (bit & 31)
      bits.set(bit >>> 5, (bits.get(bit >>> 5) ?? 0) | mask)
      bit = end + 1
    }
  })
  return { at: Uint32Array.from(bits.keys()), words: Uint32Array.from(bits.values()) }
}

function meets(set: Bitset, { at, words }: Piece): boolean {
  for (let i = 0; i < at.length; i += 1)
    if (((set[at[i] as number] as number) & (words[i] as number)) !== 0) return true
  return false
}

/** Adds to `target` what is in both. */
function addCommon(target: Bitset, set: Bitset, { at, words }: Piece): void {
  for (let i = 0; i < at.length; i += 1) {
    const word = at[i] as number
    target[word] = (target[word] as number) | ((set[word] as number) & (words[i] as number))
  }
}

function take(set: Bitset, { at, words }: Piece): void {
  for (let i = 0; i < at.length; i += 1) {
    const word = at[i] as number
    set[word] = (set[word] as number) & ~(words[i] as number)
  }
}
