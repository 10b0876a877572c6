import type { MatchRule } from './match-rule.ts'

/**
 * What must hold besides addresses, place and service, as texts: a rule whose texts are all among another's holds whenever
 * the other does. Identities among the sources count as a condition, since an address alone does not say yes.
 */
export function conditionsOf(rule: MatchRule): readonly string[] {
  const conditions: string[] = []
  if (rule.schedule !== null) conditions.push(`schedule ${JSON.stringify(rule.schedule)}`)
  for (const profile of rule.contextProfiles) {
    if (profile.appIds.length > 0) conditions.push(`app-id ${[...profile.appIds].sort().join()}`)
    if (profile.fqdns.length > 0) conditions.push(`fqdn ${[...profile.fqdns].sort().join()}`)
  }
  if (rule.processes.length > 0) conditions.push(`process ${[...rule.processes].sort().join()}`)
  if (rule.users.length > 0) conditions.push(`user ${[...rule.users].sort().join()}`)
  const { identities, negated } = rule.sources
  if (identities.length > 0)
    conditions.push(`identity ${negated ? 'not ' : ''}${[...new Set(identities)].sort().join()}`)
  return conditions
}

/** Does a rule with the conditions `earlier` match every packet of a cell and service that one with `later` does? */
export const implies = (later: readonly string[], earlier: readonly string[]): boolean =>
  earlier.every((condition) => later.includes(condition))
