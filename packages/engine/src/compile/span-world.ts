import { createSlot } from '../resolve/slots.ts'
import type { MatchWorld } from './match-rule.ts'
import { enforcementPoints, pointsByAddress } from './points.ts'
import { matchRules } from './rules.ts'
import type { Span } from './span.ts'
import { spanAddresses } from './span-addresses.ts'

/**
 * What a span says, ready for evaluation.
 *
 * @throws Error where the span names a group, service or profile that it does not carry, or an address that is none: a host
 * must refuse such a span and keep what it runs
 */
export function spanWorld(span: Span): MatchWorld {
  if (span.format !== 'flowgate-span/v1')
    throw new Error(`span format \`${String(span.format)}\` is not known, expected \`flowgate-span/v1\``)
  const groups = new Map(span.groups.map((group) => [group.id, { ...group, set: spanAddresses(group) }]))
  const services = new Map(span.services.map((service) => [service.id, service]))
  const contextProfiles = new Map(span.contextProfiles.map((profile) => [profile.id, profile]))
  const groupOf = (id: string) => known('group', groups, id)
  for (const { rules } of span.policies) {
    for (const rule of rules) {
      for (const id of rule.services.services) known('service', services, id)
      for (const id of rule.contextProfiles) known('context profile', contextProfiles, id)
    }
  }
  const points = enforcementPoints(span.workloads.map(createSlot), services)
  const byAddress = pointsByAddress(points)
  const rules = matchRules(span.policies, {
    groupAddresses: (id) => groupOf(id).set,
    groupIdentities: (id) => groupOf(id).identities,
    groupPoints: (id) => groupOf(id).vnics,
    services,
    contextProfiles,
  })
  return { settings: span.settings, rules, points, pointAt: (address) => byAddress.get(address) }
}

function known<T>(kind: string, objects: ReadonlyMap<string, T>, id: string): T {
  const object = objects.get(id)
  if (object === undefined) throw new Error(`the span names ${kind} \`${id}\` and does not carry it`)
  return object
}
