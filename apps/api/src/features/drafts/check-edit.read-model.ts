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
import type { Visibility } from './visibility.read-model.ts'

export interface EditCheck {
  readonly before: PolicyContent
  readonly after: PolicyContent
  readonly writes: readonly Write[]
  readonly inventory: { readonly workloads: ReadonlySet<string>; readonly segments: ReadonlySet<string> }
  /** Workloads whose enforcement mode names services: references from outside the policy set. */
  readonly serviceUsers: (serviceId: string) => readonly Reference[]
  /** Of the actor; null = sees everything. A refusal names nothing that the actor may not know of. */
  readonly visibility?: Visibility | null
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
  if (issues.length > 0)
    throw editError(issues, set, (issue) => fieldOf(issue, origin, check.fields), check.visibility)
}

/** Users of something, without those that the actor may not know of. */
const known = (
  users: readonly Reference[],
  { after, visibility }: Pick<EditCheck, 'after' | 'visibility'>,
): readonly Reference[] => {
  if (!visibility) return users
  return users.filter(({ kind, id }) => {
    const object = kind === 'workload' ? undefined : after.find(kind, id)
    return kind === 'workload' ? visibility.workload(id) : object !== undefined && visibility.object(object)
  })
}

const refuseRemovalInUse = ({ after, writes, serviceUsers, visibility = null }: EditCheck): void => {
  for (const { kind, id, object } of writes) {
    const target = TARGETS[kind]
    if (object !== null || target === undefined) continue
    const users = [...referencesTo(after, target, id), ...(kind === 'service' ? serviceUsers(id) : [])]
    if (users.length === 0) continue
    const shown = known(users, { after, visibility })
    const named = shown.slice(0, 3).map((user) => `${user.kind} \`${user.name}\` (${user.field})`)
    if (shown.length > 3) named.push(`${shown.length - 3} more`)
    if (shown.length < users.length) named.push('another application')
    throw new AppError('in_use', {
      detail: `the ${kind} \`${id}\` is used by ${inWords(named)}`,
      context: { references: shown.slice(0, 200) },
    })
  }
}

const inWords = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

const refuseTakenName = ({ before, after, fields, visibility }: EditCheck, object: PolicyObject): void => {
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
  // Names are unique in the whole set, so a scoped account can be refused one that it may not see: by whom is not told.
  const secret = own !== undefined && visibility?.object(own) === false
  throw new AppError('name_taken', {
    detail: `another ${object.kind} is named \`${nameOf(object)}\``,
    errors: [
      {
        field: `${fields?.get(objectKey(object)) ?? 'body'}.name`,
        message: secret ? 'is taken' : `is the name of \`${taken}\``,
        received: nameOf(object),
        help: 'choose another name; upper and lower case count as the same',
      },
    ],
    ...(secret ? {} : { context: { id: taken } }),
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
  visibility: Visibility | null = null,
): AppError => {
  const code = codeOf(issues)
  const cycle = code === 'group_cycle' ? findGroupCycle(set.groups) : null
  if (visibility !== null && cycle?.some((id) => !visibility.group(id))) return cycleBeyondScope()
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

/** The way round leads through groups that the actor may not know of. */
const cycleBeyondScope = (): AppError =>
  new AppError('group_cycle', {
    detail: 'the group would contain itself, by way of groups outside your scope',
    errors: [{ field: 'body.members.groups', message: 'would make the group contain itself' }],
  })

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
