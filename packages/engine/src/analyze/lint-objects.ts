import type { Snapshot } from '../compile/snapshot.ts'
import { flattenService, flattenServiceIds } from '../model/service.ts'
import { wellKnownServiceIds } from '../model/well-known-services.ts'
import type { LintFinding } from './lint-finding.ts'

/** Groups, services and profiles that are empty where they are used, or used nowhere. */
export function lintObjects({ document, resolution }: Snapshot): readonly LintFinding[] {
  const { groups, services, contextProfiles, policies, assertions, inventory } = document
  const rules = policies.flatMap((policy) => policy.rules)
  const sides = [...rules, ...assertions].flatMap(({ sources, destinations }) => [
    ...sources.groups,
    ...destinations.groups,
  ])
  const named = new Set([
    ...sides,
    ...policies.flatMap((policy) => policy.appliedTo),
    ...rules.flatMap((rule) => rule.appliedTo),
  ])
  const nested = new Set(groups.flatMap((group) => group.members.groups))
  const byId = new Map(services.map((service) => [service.id, service]))
  const usedServices = [
    ...[...rules, ...assertions].flatMap((each) => each.services.services),
    ...inventory.workloads.flatMap((workload) => workload.selectiveServices),
  ]
  const reached = new Set(usedServices.flatMap((id) => [...flattenServiceIds(id, byId)]))
  const profiles = new Set(rules.flatMap((rule) => rule.contextProfiles))
  const isEmpty = (id: string): boolean =>
    resolution.addresses(id).length === 0 &&
    resolution.identities(id).length === 0 &&
    resolution.memberIds(id).length === 0

  const finding = (
    code: LintFinding['code'],
    severity: LintFinding['severity'],
    kind: LintFinding['object']['kind'],
    id: string,
    message: string,
    help: string,
  ): LintFinding => ({ code, severity, object: { kind, id }, policy: null, message, help, related: [] })

  return [
    ...groups.flatMap(({ id, name }) => {
      if (!named.has(id) && !nested.has(id)) {
        return [
          finding(
            'group-unused',
            'info',
            'group',
            id,
            `the group \`${name}\` is used nowhere`,
            'use it in a rule or another group, or delete it',
          ),
        ]
      }
      if (!named.has(id) || !isEmpty(id)) return []
      return [
        finding(
          'group-empty',
          'warning',
          'group',
          id,
          `the group \`${name}\` is used but has no members now`,
          'rules that name it match nothing by it; check its members and criteria',
        ),
      ]
    }),
    ...services.flatMap(({ id, name }) => {
      if (!reached.has(id)) {
        // The well-known ones come with the product: nobody put them there.
        if (wellKnownServiceIds.has(id)) return []
        return [
          finding(
            'service-unused',
            'info',
            'service',
            id,
            `the service \`${name}\` is used nowhere`,
            'use it in a rule, or delete it',
          ),
        ]
      }
      if (flattenService(id, byId).length > 0) return []
      return [
        finding(
          'service-empty',
          'warning',
          'service',
          id,
          `the service \`${name}\` is used but has no entries`,
          'a service without entries matches nothing, not everything; give it entries',
        ),
      ]
    }),
    ...contextProfiles
      .filter(({ id }) => !profiles.has(id))
      .map(({ id, name }) =>
        finding(
          'context-profile-unused',
          'info',
          'context-profile',
          id,
          `the context profile \`${name}\` is used nowhere`,
          'use it in a rule, or delete it',
        ),
      ),
  ]
}
