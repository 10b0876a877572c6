import type { Assertion, Endpoints, Policy, Rule, RuleServices, Schedule } from '../model/document.ts'
import { parseInstant } from '../model/schedule.ts'
import { checkIdentities } from './check-groups.ts'
import { checkEntries } from './check-services.ts'
import {
  checkAddressSpecs,
  checkIdentity,
  checkReferences,
  type Ids,
  isWithin,
  type Path,
} from './helpers.ts'
import type { Report } from './issue.ts'

/** What rules and assertions may refer to. */
export interface PolicyReferences {
  readonly groups: Ids
  readonly services: Ids
  readonly contextProfiles: Ids
}

/** Pauses after each rule: of all parts of a set, only rules come in tens of thousands. */
export function* checkPolicies(
  report: Report,
  policies: readonly Policy[],
  known: PolicyReferences,
): Generator<void, void> {
  checkIdentity(report, ['policies'], policies, 'ids-and-names')
  const ruleIds = new Map<string, string>()
  for (const [index, policy] of policies.entries()) {
    const path = ['policies', index]
    checkReferences(report, [...path, 'appliedTo'], 'group', policy.appliedTo, known.groups)
    if (policy.tcpStrict && !policy.stateful) {
      report(
        'tcp_strict_stateless',
        [...path, 'tcpStrict'],
        `the policy \`${policy.name}\` is TCP-strict but stateless`,
        'make it stateful, or turn TCP-strict off',
      )
    }
    for (const [at, rule] of policy.rules.entries()) {
      const rulePath = [...path, 'rules', at]
      const first = ruleIds.get(rule.id)
      if (rule.id === '')
        report(
          'id_empty',
          [...rulePath, 'id'],
          'the id is empty',
          'give every rule an id of at least one character',
        )
      if (first !== undefined) {
        report(
          'id_duplicate',
          [...rulePath, 'id'],
          `the id \`${rule.id}\` is used twice`,
          `it is the id of \`${first}\` too; rule ids are unique among all policies`,
        )
      }
      ruleIds.set(rule.id, first ?? rulePath.join('.'))
      checkRule(report, rulePath, policy, rule, known)
      yield
    }
  }
}

function checkRule(report: Report, path: Path, policy: Policy, rule: Rule, known: PolicyReferences): void {
  checkEndpoints(report, [...path, 'sources'], rule.sources, known)
  checkEndpoints(report, [...path, 'destinations'], rule.destinations, known)
  checkRuleServices(report, [...path, 'services'], rule.services, known)
  checkReferences(
    report,
    [...path, 'contextProfiles'],
    'context profile',
    rule.contextProfiles,
    known.contextProfiles,
  )
  checkReferences(report, [...path, 'appliedTo'], 'group', rule.appliedTo, known.groups)
  checkIdentities(report, [...path, 'users'], rule.users, ['user', 'group'])
  if (rule.action === 'jump-to-application' && policy.category !== 'environment') {
    report(
      'jump_outside_environment',
      [...path, 'action'],
      `\`jump-to-application\` in a policy of category \`${policy.category}\``,
      'use it in category `environment` only, where it skips the rest of that category',
    )
  }
  if (rule.schedule !== null) checkSchedule(report, [...path, 'schedule'], rule.schedule)
}

function checkEndpoints(report: Report, path: Path, endpoints: Endpoints, known: PolicyReferences): void {
  checkReferences(report, [...path, 'groups'], 'group', endpoints.groups, known.groups)
  checkAddressSpecs(report, [...path, 'addresses'], endpoints.addresses)
  if (endpoints.negated && endpoints.groups.length === 0 && endpoints.addresses.length === 0) {
    report(
      'negated_any',
      [...path, 'negated'],
      'negated without a group or an address',
      'the complement of any is nothing: name what to leave out, or do not negate',
    )
  }
}

function checkRuleServices(
  report: Report,
  path: Path,
  services: RuleServices,
  known: PolicyReferences,
): void {
  checkReferences(report, [...path, 'services'], 'service', services.services, known.services)
  checkEntries(report, [...path, 'entries'], services.entries)
}

function checkSchedule(report: Report, path: Path, schedule: Schedule): void {
  const instants = (['notBefore', 'notAfter'] as const).map((field) => {
    const text = schedule[field]
    const instant = text === null ? null : parseInstant(text)
    if (text !== null && instant === null) {
      report(
        'instant_invalid',
        [...path, field],
        `\`${text}\` is not a time`,
        'write an RFC 3339 time such as `2026-01-31T22:00:00Z`',
      )
    }
    return instant
  })
  const [from = null, to = null] = instants
  if (from !== null && to !== null && from >= to) {
    report(
      'schedule_reversed',
      [...path, 'notAfter'],
      `\`${schedule.notAfter}\` is not after \`${schedule.notBefore}\``,
      'let the schedule end after it begins',
    )
  }
  for (const [index, day] of schedule.days.entries()) {
    if (!isWithin(day, 0, 6))
      report(
        'day_invalid',
        [...path, 'days', index],
        `\`${day}\` is not a day`,
        'use 0 (Sunday) to 6 (Saturday)',
      )
  }
  if (schedule.minutes === null) return
  const [first, last] = schedule.minutes
  if (!isWithin(first, 0, 1439) || !isWithin(last, 0, 1440) || first === last) {
    report(
      'minutes_invalid',
      [...path, 'minutes'],
      `\`${first}-${last}\` is not a part of the day`,
      'give two different minutes of the UTC day, the first from 0 to 1439, the end (exclusive) up to 1440',
    )
  }
}

export function checkAssertions(
  report: Report,
  assertions: readonly Assertion[],
  known: PolicyReferences,
): void {
  checkIdentity(report, ['assertions'], assertions, 'ids-and-names')
  for (const [index, assertion] of assertions.entries()) {
    checkEndpoints(report, ['assertions', index, 'sources'], assertion.sources, known)
    checkEndpoints(report, ['assertions', index, 'destinations'], assertion.destinations, known)
    checkRuleServices(report, ['assertions', index, 'services'], assertion.services, known)
  }
}
