import {
  type Assertion,
  CATEGORIES,
  type Criteria,
  type FlowgateDocument,
  type Policy,
  type PolicySet,
  type Rule,
  type Schedule,
  type SecurityGroup,
} from '../model/document.ts'
import { isCriterion } from '../resolve/criteria.ts'
import {
  canonicalEndpoints,
  canonicalEntries,
  canonicalRuleServices,
  canonicalSpec,
} from './canonical-endpoints.ts'
import { canonicalInventory } from './canonical-inventory.ts'
import { sorted, sortedById, sortedNumbers } from './sorting.ts'

/**
 * The document in its one form: keys in the order of the types, everything that is a set sorted, policies by category and
 * then in their order, addresses in canonical text. Nothing is lost or added, and what a document means does not change, so
 * two documents that differ only in such order have the same bytes.
 */
export const canonicalDocument = (document: FlowgateDocument): FlowgateDocument => ({
  apiVersion: document.apiVersion,
  kind: document.kind,
  inventory: canonicalInventory(document.inventory),
  ...canonicalPolicySet(document),
})

/** The same for the part that a revision freezes. */
export const canonicalPolicySet = (set: PolicySet): PolicySet => ({
  settings: { defaultAction: set.settings.defaultAction, logDefault: set.settings.logDefault },
  groups: sortedById(set.groups).map(canonicalGroup),
  services: sortedById(set.services).map(({ id, name, description, entries, services }) => ({
    id,
    name,
    description,
    entries: canonicalEntries(entries),
    services: sorted(services),
  })),
  contextProfiles: sortedById(set.contextProfiles).map(({ id, name, description, appIds, fqdns }) => ({
    id,
    name,
    description,
    appIds: sorted(appIds),
    fqdns: sorted(fqdns),
  })),
  policies: CATEGORIES.flatMap((category) =>
    set.policies.filter((policy) => policy.category === category),
  ).map(canonicalPolicy),
  assertions: sortedById(set.assertions).map(canonicalAssertion),
})

const canonicalGroup = ({ id, name, description, members, criteria }: SecurityGroup): SecurityGroup => ({
  id,
  name,
  description,
  members: {
    workloads: sorted(members.workloads),
    segments: sorted(members.segments),
    groups: sorted(members.groups),
    addresses: sorted(members.addresses.map(canonicalSpec)),
    identities: sorted(members.identities),
  },
  criteria: criteria === null ? null : canonicalCriteria(criteria),
})

function canonicalCriteria(criteria: Criteria): Criteria {
  if (isCriterion(criteria)) {
    const { field, scope, operator, values } = criteria
    return { field, scope, operator, values: sorted(values) }
  }
  if ('not' in criteria) return { not: canonicalCriteria(criteria.not) }
  return 'all' in criteria
    ? { all: criteria.all.map(canonicalCriteria) }
    : { any: criteria.any.map(canonicalCriteria) }
}

const canonicalPolicy = (policy: Policy): Policy => ({
  id: policy.id,
  name: policy.name,
  description: policy.description,
  category: policy.category,
  appliedTo: sorted(policy.appliedTo),
  enabled: policy.enabled,
  stateful: policy.stateful,
  tcpStrict: policy.tcpStrict,
  rules: policy.rules.map(canonicalRule),
})

const canonicalRule = (rule: Rule): Rule => ({
  id: rule.id,
  name: rule.name,
  sources: canonicalEndpoints(rule.sources),
  destinations: canonicalEndpoints(rule.destinations),
  services: canonicalRuleServices(rule.services),
  contextProfiles: sorted(rule.contextProfiles),
  processes: sorted(rule.processes),
  users: sorted(rule.users),
  direction: rule.direction,
  ipVersion: rule.ipVersion,
  appliedTo: sorted(rule.appliedTo),
  action: rule.action,
  log: rule.log,
  enabled: rule.enabled,
  schedule: rule.schedule === null ? null : canonicalSchedule(rule.schedule),
  note: rule.note,
})

const canonicalSchedule = ({ notBefore, notAfter, days, minutes }: Schedule): Schedule => ({
  notBefore,
  notAfter,
  days: sortedNumbers(days),
  minutes: minutes === null ? null : [minutes[0], minutes[1]],
})

const canonicalAssertion = (assertion: Assertion): Assertion => ({
  id: assertion.id,
  name: assertion.name,
  description: assertion.description,
  kind: assertion.kind,
  sources: canonicalEndpoints(assertion.sources),
  destinations: canonicalEndpoints(assertion.destinations),
  services: canonicalRuleServices(assertion.services),
  severity: assertion.severity,
  owner: assertion.owner,
})
