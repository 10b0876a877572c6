import type { MatchRule, MatchWorld } from '../compile/match-rule.ts'
import type { FastTables } from '../match/fast/compile.ts'
import { isActive } from '../model/schedule.ts'
import { andInto, type Bitset, emptyBitset, isEmptyBitset, orInto, subtractInto } from '../resolve/bitset.ts'
import { commonRules } from './row-sets.ts'
import type { ServiceAtoms } from './service-atoms.ts'

/** Which services the rules at one vNIC let through. */
export interface AllowedServices {
  /**
   * @param near row of the rules that may match at this end (`outboundRow` or `inboundRow`)
   * @param far row of the rules that have the other end on their side
   */
  readonly of: (near: number, far: number, sourceClass: number) => Bitset
}

/**
 * The same first match as the reference, for all services at once: each rule takes from what is still undecided the pieces it
 * matches. Conditions are unknown, and so is the time where `now` is null: as in the reference, a service is allowed only
 * if every outcome that is possible allows it.
 */
export function allowedServices(
  world: MatchWorld,
  tables: FastTables,
  atoms: ServiceAtoms,
  now: number | null,
  intern: (set: Bitset) => Bitset,
): AllowedServices {
  const { rules, settings } = world
  const services = rules.map(({ entries }) => atoms.select(entries))
  const everything = atoms.select(null)
  const hasIdentities = rules.some(({ sources }) => sources.identities.length > 0)
  const known = new Map<number, Map<number, Bitset>>()

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

  const walk = (candidates: readonly number[], start: Bitset, sourceClass: number): Bitset => {
    const open = start.slice()
    const allowed = emptyBitset(atoms.size)
    for (const [at, number] of candidates.entries()) {
      const rule = rules[number]
      const service = services[number]
      if (rule === undefined || service === undefined) continue
      const matched = open.slice()
      andInto(matched, service)
      if (isEmptyBitset(matched)) continue
      const certain = certainty(rule, number, sourceClass)
      if (certain === false) continue
      if (rule.action === 'jump-to-application') {
        const beyond = candidates.slice(at).filter((each) => each >= tables.firstApplicationRule)
        const reached = walk(beyond, matched, sourceClass)
        if (certain === true) orInto(allowed, reached)
        else subtractInto(matched, reached)
        subtractInto(open, matched)
      } else if (rule.action !== 'allow') {
        subtractInto(open, matched)
      } else if (certain === true) {
        orInto(allowed, matched)
        subtractInto(open, matched)
      }
    }
    if (settings.defaultAction === 'allow') orInto(allowed, open)
    return allowed
  }

  const common = new Int32Array(rules.length)
  const candidatesOf = (near: number, far: number): readonly number[] =>
    Array.from(common.subarray(0, commonRules(common, tables, near, far)))

  return {
    of: (near, far, sourceClass) => {
      const group = hasIdentities ? sourceClass : 0
      const byRows = known.get(group) ?? new Map<number, Bitset>()
      // Rows are offsets into one array of at most 2^26 words: the two fit one whole number.
      const rows = near * 2 ** 26 + far
      const made = byRows.get(rows) ?? intern(walk(candidatesOf(near, far), everything, sourceClass))
      known.set(group, byRows.set(rows, made))
      return made
    },
  }
}
