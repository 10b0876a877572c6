import type { MatchRule } from '../../compile/match-rule.ts'
import type { ContextProfile, Schedule, ServiceEntry } from '../../model/document.ts'
import type { PacketContext } from '../../model/packet.ts'
import type { PacketKey } from '../../model/packet-key.ts'
import { protocolNumber } from '../../model/protocol.ts'
import { isActive } from '../../model/schedule.ts'
import { NO, type TruthMask, UNKNOWN_BIT, YES } from './unknown-mask.ts'

/**
 * What the bitsets leave open for one rule: its row says "may match", this says whether it does. Most rules have none.
 */
export interface Residual {
  readonly schedule: Schedule | null
  /** Set where an entry asks for a source port: then the entries are compared one by one. */
  readonly entries: readonly ServiceEntry[] | null
  /** Set where the sources name identities: the initiator is looked at where the address alone does not say. */
  readonly identities: readonly string[] | null
  readonly negated: boolean
  /** Per address class: do the addresses of the sources hold it? Empty where `identities` is null. */
  readonly addressHeld: Uint8Array
  readonly contextProfiles: readonly ContextProfile[]
  readonly processes: readonly string[]
  readonly users: readonly string[]
}

/** Null where the bitsets decide the rule alone. */
export function residualOf(rule: MatchRule, addressHeld: () => Uint8Array): Residual | null {
  const sourcePorts =
    rule.entries?.some((entry) => 'sourcePorts' in entry && entry.sourcePorts.length > 0) ?? false
  const identities = rule.sources.identities.length > 0 ? rule.sources.identities : null
  const open =
    sourcePorts ||
    identities !== null ||
    rule.schedule !== null ||
    rule.contextProfiles.length + rule.processes.length + rule.users.length > 0
  if (!open) return null
  return {
    schedule: rule.schedule,
    entries: sourcePorts ? rule.entries : null,
    identities,
    negated: rule.sources.negated,
    addressHeld: identities === null ? new Uint8Array(0) : addressHeld(),
    contextProfiles: rule.contextProfiles,
    processes: rule.processes,
    users: rule.users,
  }
}

/** Does the rule match after all? `sourceClass` is the address class of the source. */
export function residualHolds(
  residual: Residual,
  key: PacketKey,
  sourceClass: number,
  now: number,
): TruthMask {
  const { context } = key
  let unknown = 0
  if (residual.schedule !== null && !isActive(residual.schedule, now)) return NO
  if (residual.entries !== null && !someEntryMatches(residual.entries, key)) return NO
  if (residual.identities !== null) {
    const held = residual.addressHeld[sourceClass] === 1 ? YES : identityMask(residual.identities, context)
    if (held === (residual.negated ? YES : NO)) return NO
    if (held !== YES && held !== NO) unknown |= held
  }
  for (let i = 0; i < residual.contextProfiles.length; i += 1) {
    const mask = profileMask(residual.contextProfiles[i] as ContextProfile, context)
    if (mask === NO) return NO
    unknown |= mask & ~YES
  }
  if (residual.processes.length > 0) {
    if (context.process === undefined) unknown |= UNKNOWN_BIT.process
    else if (context.process === null || !residual.processes.includes(context.process)) return NO
  }
  if (residual.users.length > 0) {
    const mask = identityMask(residual.users, context)
    if (mask === NO) return NO
    unknown |= mask & ~YES
  }
  return unknown === 0 ? YES : unknown
}

function identityMask(identities: readonly string[], context: PacketContext): TruthMask {
  if (context.user === null) return NO
  let unknown = NO
  for (let i = 0; i < identities.length; i += 1) {
    const identity = identities[i] as string
    if (identity.startsWith('user:')) {
      if (context.user === undefined) unknown = UNKNOWN_BIT.user
      else if (context.user.length === identity.length - 5 && identity.endsWith(context.user)) return YES
    } else {
      const names = identity.startsWith('group:') ? context.userGroups : context.userClaims
      if (names === undefined) unknown = UNKNOWN_BIT.user
      else if (someSuffix(names, identity, 6)) return YES
    }
  }
  return unknown
}

/** Is one of the names what follows the first `skip` characters of `identity`? */
function someSuffix(names: readonly string[], identity: string, skip: number): boolean {
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i] as string
    if (name.length === identity.length - skip && identity.endsWith(name)) return true
  }
  return false
}

function profileMask({ appIds, fqdns }: ContextProfile, { appId, fqdn }: PacketContext): TruthMask {
  let unknown = 0
  if (appIds.length > 0) {
    if (appId === undefined) unknown |= UNKNOWN_BIT['app-id']
    else if (appId === null || !appIds.includes(appId)) return NO
  }
  if (fqdns.length > 0) {
    if (fqdn === undefined) unknown |= UNKNOWN_BIT.fqdn
    else if (fqdn === null || !someName(fqdns, fqdn)) return NO
  }
  return unknown === 0 ? YES : unknown
}

function someName(patterns: readonly string[], fqdn: string): boolean {
  const lower = fqdn.toLowerCase()
  const name = lower.endsWith('.') ? lower.slice(0, -1) : lower
  for (let i = 0; i < patterns.length; i += 1) {
    const pattern = (patterns[i] as string).toLowerCase()
    if (
      pattern.startsWith('*.')
        ? name.length >= pattern.length && name.endsWith(pattern.slice(1))
        : name === pattern
    )
      return true
  }
  return false
}

function someEntryMatches(entries: readonly ServiceEntry[], key: PacketKey): boolean {
  for (let i = 0; i < entries.length; i += 1)
    if (entryMatchesKey(entries[i] as ServiceEntry, key)) return true
  return false
}

export function entryMatchesKey(
  entry: ServiceEntry,
  { protocol, sourcePort, destinationPort }: PacketKey,
): boolean {
  if (protocolNumber(entry) !== protocol) return false
  if (entry.protocol === 'ip') return true
  if ('type' in entry) {
    if (entry.type === null) return true
    if (destinationPort < 0 || destinationPort >>> 8 !== entry.type) return false
    return entry.code === null || (destinationPort & 255) === entry.code
  }
  return portInRanges(entry.destinationPorts, destinationPort) && portInRanges(entry.sourcePorts, sourcePort)
}

/** A hidden port (-1) is in no range; no ranges = any port, hidden or not. */
function portInRanges(ranges: readonly (readonly [number, number])[], port: number): boolean {
  if (ranges.length === 0) return true
  for (let i = 0; i < ranges.length; i += 1) {
    const range = ranges[i] as readonly [number, number]
    if (range[0] <= port && port <= range[1]) return true
  }
  return false
}
