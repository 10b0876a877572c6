import type { Criteria, Criterion, SecurityGroup } from '../model/document.ts'
import { isCriterion } from '../resolve/criteria.ts'
import { findGroupCycle } from '../resolve/cycle.ts'
import { checkAddressSpecs, checkIdentity, checkReferences, type Ids, idsOf, type Path } from './helpers.ts'
import type { Report } from './issue.ts'

const MAX_CRITERIA_DEPTH = 64

/** The inventory ids that static members may name. */
export interface InventoryIds {
  readonly workloads: Ids
  readonly segments: Ids
}

export function checkGroups(
  report: Report,
  groups: readonly SecurityGroup[],
  inventory: InventoryIds | null,
): void {
  checkIdentity(report, ['groups'], groups, 'ids-and-names')
  const known = idsOf(groups)
  for (const [index, group] of groups.entries())
    checkGroup(report, ['groups', index], group, known, inventory)
  const cycle = findGroupCycle(groups)
  if (cycle !== null) {
    const at = groups.findIndex(({ id }) => id === cycle[0])
    report(
      'group_cycle',
      ['groups', at, 'members', 'groups'],
      `groups contain each other: ${quotedPath(cycle)}`,
      'take one of them out of the next',
    )
  }
}

/** Everything that can be wrong with one group, its id, name and cycles aside. */
export function checkGroup(
  report: Report,
  at: Path,
  { members, criteria }: SecurityGroup,
  known: Ids,
  inventory: InventoryIds | null,
): void {
  const path = [...at, 'members']
  checkReferences(report, [...path, 'workloads'], 'workload', members.workloads, inventory?.workloads ?? null)
  checkReferences(report, [...path, 'segments'], 'segment', members.segments, inventory?.segments ?? null)
  checkReferences(report, [...path, 'groups'], 'group', members.groups, known)
  checkAddressSpecs(report, [...path, 'addresses'], members.addresses)
  checkIdentities(report, [...path, 'identities'], members.identities, ['user', 'group', 'claim'])
  if (criteria !== null) checkCriteria(report, [...at, 'criteria'], criteria, 0)
}

/** Longer ways are told by their beginning and end. */
const MOST_STEPS = 12

export function quotedPath(ids: readonly string[]): string {
  const quoted = (some: readonly string[]): readonly string[] => some.map((id) => `\`${id}\``)
  if (ids.length <= MOST_STEPS) return quoted(ids).join(' > ')
  const half = MOST_STEPS / 2
  const between = `(${ids.length - MOST_STEPS} more)`
  return [...quoted(ids.slice(0, half)), between, ...quoted(ids.slice(-half))].join(' > ')
}

/** `user:NAME`, `group:NAME`, and where allowed `claim:KEY=VALUE`. */
export function checkIdentities(
  report: Report,
  path: Path,
  identities: readonly string[],
  kinds: readonly string[],
): void {
  for (const [index, text] of identities.entries()) {
    const colon = text.indexOf(':')
    const kind = text.slice(0, Math.max(colon, 0))
    const name = text.slice(colon + 1)
    if (kinds.includes(kind) && name !== '' && (kind !== 'claim' || /^[^=]+=/.test(name))) continue
    const forms = kinds
      .map((each) => (each === 'claim' ? '`claim:KEY=VALUE`' : `\`${each}:NAME\``))
      .join(', ')
    report('identity_invalid', [...path, index], `\`${text}\` is not an identity`, `write one of ${forms}`)
  }
}

/** A criteria tree on its own, as while a group is being edited. */
export function checkCriteria(report: Report, path: Path, criteria: Criteria, depth: number): void {
  if (isCriterion(criteria)) {
    checkCriterion(report, path, criteria)
  } else if (depth === MAX_CRITERIA_DEPTH) {
    report(
      'criteria_too_deep',
      path,
      `criteria are nested more than ${MAX_CRITERIA_DEPTH} deep`,
      'use nested groups for parts of them',
    )
  } else if ('not' in criteria) {
    checkCriteria(report, [...path, 'not'], criteria.not, depth + 1)
  } else {
    const key = 'all' in criteria ? 'all' : 'any'
    const children = 'all' in criteria ? criteria.all : criteria.any
    for (const [index, child] of children.entries())
      checkCriteria(report, [...path, key, index], child, depth + 1)
  }
}

function checkCriterion(report: Report, path: Path, { field, scope, operator, values }: Criterion): void {
  if (field !== 'tag' && scope !== null) {
    report(
      'criterion_scope',
      [...path, 'scope'],
      `\`${field}\` has no scope, \`${scope}\` was given`,
      'set the scope to null, or the field to `tag`',
    )
  }
  const right =
    operator === 'exists' ? values.length === 0 : operator === 'in' ? values.length > 0 : values.length === 1
  if (right) return
  const wanted =
    operator === 'exists' ? 'no value' : operator === 'in' ? 'one value or more' : 'exactly one value'
  report(
    'criterion_values',
    [...path, 'values'],
    `\`${operator}\` was given ${values.length} values`,
    `give it ${wanted}`,
  )
}
