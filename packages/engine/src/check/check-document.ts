import type { FlowgateDocument, PolicySet } from '../model/document.ts'
import { withWellKnownServices } from '../model/well-known-services.ts'
import { checkGroups, type InventoryIds } from './check-groups.ts'
import { checkInventory } from './check-inventory.ts'
import { checkAssertions, checkPolicies } from './check-policies.ts'
import { checkContextProfiles, checkServices } from './check-services.ts'
import { idsOf } from './helpers.ts'
import type { DocumentIssue, Report } from './issue.ts'

/**
 * Every error of a document at once, in document order of its parts; empty = valid. The shape (types, closed lists of words)
 * is the schema's business and taken for granted here; this is about what the parts mean together.
 */
export function checkDocument(document: FlowgateDocument): readonly DocumentIssue[] {
  const { workloads, segments } = document.inventory
  return throughout(
    collect(function* (report) {
      checkInventory(report, document.inventory, idsOf(withWellKnownServices(document.services)))
      yield* checkParts(report, document, { workloads: idsOf(workloads), segments: idsOf(segments) })
    }),
  )
}

/** The same for the policy set alone, as in a draft. Without `inventory`, ids of workloads and segments are not looked up. */
export function checkPolicySet(
  set: PolicySet,
  inventory: InventoryIds | null = null,
): readonly DocumentIssue[] {
  return throughout(checkPolicySetInSteps(set, inventory))
}

/** The same in short steps: it pauses after each of them, so that its caller can let others in. */
export function checkPolicySetInSteps(
  set: PolicySet,
  inventory: InventoryIds | null = null,
): Generator<void, readonly DocumentIssue[]> {
  return collect((report) => checkParts(report, set, inventory))
}

function* checkParts(report: Report, set: PolicySet, inventory: InventoryIds | null): Generator<void, void> {
  const known = {
    groups: idsOf(set.groups),
    services: idsOf(withWellKnownServices(set.services)),
    contextProfiles: idsOf(set.contextProfiles),
  }
  yield
  checkGroups(report, set.groups, inventory)
  yield
  checkServices(report, set.services)
  checkContextProfiles(report, set.contextProfiles)
  yield* checkPolicies(report, set.policies, known)
  checkAssertions(report, set.assertions, known)
}

function* collect(
  check: (report: Report) => Generator<void, void>,
): Generator<void, readonly DocumentIssue[]> {
  const issues: DocumentIssue[] = []
  yield* check((code, path, message, help) => issues.push({ code, path, message, help }))
  return issues
}

function throughout<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}
