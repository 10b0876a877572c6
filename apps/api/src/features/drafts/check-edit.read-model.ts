import {
  checkPolicySet,
  type DocumentIssue,
  findGroupCycle,
  type PolicySet,
  wellKnownServices,
} from '@flowgate/engine'
import { AppError, type ErrorCode, type FieldError } from '@flowgate/shared'
import type { PolicyContent } from './content.read-model.ts'
import { nameOf, type ObjectKind, objectKey, type PolicyObject, type Write } from './objects.read-model.ts'
import { type Reference, referencesTo, type TargetKind } from './references.read-model.ts'
import { touchedSet } from './touched-set.ts'

export interface EditCheck {
  readonly before: PolicyContent
  readonly after: PolicyContent
  readonly writes: readonly Write[]
  readonly inventory: { readonly workloads: ReadonlySet<string>; readonly segments: ReadonlySet<string> }
  /** Workloads whose enforcement mode names services: references from outside the policy set. */
  readonly serviceUsers: (serviceId: string) => readonly Reference[]
  /** Where in the request an object came from, by `objectKey`; `body` where not given. */
  readonly fields?: ReadonlyMap<string, string>
}

const NAMED: ReadonlySet<ObjectKind> = new Set(['group', 'service', 'context-profile', 'policy', 'assertion'])
const TARGETS: Partial<Record<ObjectKind, TargetKind>> = {
  group: 'group',
  service: 'service',
  'context-profile': 'context-profile',
}

/**
 * Refuses an edit that would leave the set broken: something removed that is in use, a name taken, a reference to nothing,
 * a cycle, a rule that means nothing. Looks only at what the edit touches and what that refers to.
 * @throws AppError
 */
export const checkEdit = (check: EditCheck): void => {
  refuseRemovalInUse(check)
  for (const { object } of check.writes)
    if (object !== null && NAMED.has(object.kind)) refuseTakenName(check, object)
  const { set, origin } = touchedSet(check.before, check.after, check.writes)
  const issues = checkPolicySet(set, check.inventory)
  if (issues.length > 0) throw editError(issues, set, (issue) => fieldOf(issue, origin, check.fields))
}

const refuseRemovalInUse = ({ after, writes, serviceUsers }: EditCheck): void => {
  for (const { kind, id, object } of writes) {
    const target = TARGETS[kind]
    if (object !== null || target === undefined) continue
    const users = [...referencesTo(after, target, id), ...(kind === 'service' ? serviceUsers(id) : [])]
    if (users.length === 0) continue
    const named = users.slice(0, 3).map((user) => `${user.kind} \`${user.name}\` (${user.field})`)
    throw new AppError('in_use', {
      detail: `the ${kind} \`${id}\` is used by ${named.join(', ')}${users.length > 3 ? ` and ${users.length - 3} more` : ''}`,
      context: { references: users.slice(0, 200) },
    })
  }
}

const refuseTakenName = ({ before, after, fields }: EditCheck, object: PolicyObject): void => {
  const name = nameOf(object).toLowerCase()
  const old = before.find(object.kind, object.id)
  if (old !== undefined && nameOf(old).toLowerCase() === name) return
  const own = after
    .values(object.kind)
    .find((other) => other.id !== object.id && nameOf(other).toLowerCase() === name)
  const builtin =
    object.kind === 'service'
      ? wellKnownServices.find((service) => service.name.toLowerCase() === name)
      : undefined
  const taken = own?.id ?? builtin?.id
  if (taken === undefined) return
  throw new AppError('name_taken', {
    detail: `another ${object.kind} is named \`${nameOf(object)}\``,
    errors: [
      {
        field: `${fields?.get(objectKey(object)) ?? 'body'}.name`,
        message: `is the name of \`${taken}\``,
        received: nameOf(object),
        help: 'choose another name; upper and lower case count as the same',
      },
    ],
    context: { id: taken },
  })
}

const codeOf = (issues: readonly DocumentIssue[]): ErrorCode => {
  if (issues.some(({ code }) => code.endsWith('_unknown'))) return 'unknown_reference'
  if (issues.some(({ code }) => code === 'group_cycle')) return 'group_cycle'
  const inPolicy = issues.some(({ path }) => path[0] === 'policies' || path[0] === 'assertions')
  return inPolicy || issues.some(({ code }) => code === 'service_cycle') ? 'policy_invalid' : 'invalid_input'
}

/** The problem for issues that the engine found; every one of them is listed. */
export const editError = (
  issues: readonly DocumentIssue[],
  set: PolicySet,
  field: (issue: DocumentIssue) => string,
): AppError => {
  const code = codeOf(issues)
  const cycle = code === 'group_cycle' ? findGroupCycle(set.groups) : null
  const errors = issues
    .slice(0, 100)
    .map((issue): FieldError => ({ field: field(issue), message: issue.message, help: issue.help }))
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return new AppError(code, {
    detail: `${issues[0]?.message ?? 'the policy is not valid'}${more}`,
    errors,
    ...(cycle === null ? {} : { context: { path: cycle } }),
  })
}

export const pathText = (path: readonly (string | number)[]): string =>
  path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')

const fieldOf = (
  { path }: DocumentIssue,
  origin: (path: readonly (string | number)[]) => { readonly key: string; readonly depth: number },
  fields: EditCheck['fields'],
): string => {
  const { key, depth } = origin(path)
  return `${fields?.get(key) ?? 'body'}${pathText(path.slice(depth))}`
}
