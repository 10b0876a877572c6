import type { EndpointTerm, MatchRule } from '../compile/match-rule.ts'
import type { Address } from '../model/address.ts'
import { contains } from '../model/address-set.ts'
import type { ContextProfile } from '../model/document.ts'
import type { PacketContext } from '../model/packet.ts'

/** A condition that the observer could not tell. */
export type Unknown = 'app-id' | 'fqdn' | 'process' | 'user'

/** Three-valued: a list names what would have to be known. INVARIANT: such a list is never empty. */
export type Truth = boolean | readonly Unknown[]

const USER_UNKNOWN: readonly Unknown[] = ['user']
const PROCESS_UNKNOWN: readonly Unknown[] = ['process']

/** Is the address (or, on the source side, the initiating user) on this side of the rule? */
export function endpointHolds(term: EndpointTerm, address: Address, initiator: PacketContext | null): Truth {
  if (term.any) return true
  if (term.addresses.some((set) => contains(set, address))) return !term.negated
  const identity =
    initiator === null || term.identities.length === 0 ? false : identityHolds(term.identities, initiator)
  return typeof identity === 'boolean' ? identity !== term.negated : identity
}

/** Is the user among `user:NAME`, `group:NAME`, `claim:KEY=VALUE`? A packet without user (null) is nobody's. */
export function identityHolds(
  identities: readonly string[],
  { user, userGroups, userClaims }: PacketContext,
): Truth {
  if (user === null) return false
  let unknown = false
  for (const identity of identities) {
    const colon = identity.indexOf(':')
    const name = identity.slice(colon + 1)
    const kind = identity.slice(0, colon)
    const known = kind === 'user' ? user : kind === 'group' ? userGroups : userClaims
    if (known === undefined) unknown = true
    else if (known === name) return true
    else if (typeof known !== 'string' && known.includes(name)) return true
  }
  return unknown ? USER_UNKNOWN : false
}

export const userHolds = (rule: MatchRule, context: PacketContext): Truth =>
  rule.users.length === 0 || identityHolds(rule.users, context)

export function processHolds(rule: MatchRule, { process }: PacketContext): Truth {
  if (rule.processes.length === 0) return true
  if (process === undefined) return PROCESS_UNKNOWN
  return process !== null && rule.processes.includes(process)
}

/** Every profile must hold; a profile holds when its application ids and its names do, each empty list being no condition. */
export function profilesHold(profiles: readonly ContextProfile[], context: PacketContext): Truth {
  const unknown: Unknown[] = []
  for (const profile of profiles) {
    if (profile.appIds.length > 0) {
      if (context.appId === undefined) unknown.push('app-id')
      else if (context.appId === null || !profile.appIds.includes(context.appId)) return false
    }
    if (profile.fqdns.length > 0) {
      if (context.fqdn === undefined) unknown.push('fqdn')
      else if (context.fqdn === null || !fqdnFits(profile.fqdns, context.fqdn)) return false
    }
  }
  return unknown.length === 0 || unknown
}

/** Names are compared without case and trailing dot; `*.example.org` is every name below `example.org`, not itself. */
function fqdnFits(patterns: readonly string[], fqdn: string): boolean {
  const name = fqdn.toLowerCase().replace(/\.$/, '')
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase()
    return wanted.startsWith('*.')
      ? name.endsWith(wanted.slice(1)) && name.length > wanted.length - 1
      : name === wanted
  })
}
