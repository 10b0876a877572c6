import { type AnyOperation, API_PREFIX, type exportDocument, fillPath, type Output } from '@flowgate/shared'
import { z } from 'zod'

export const SCOPE = 'app:shop'

export interface Sent {
  readonly status: number
  readonly text: string
}

/** One GET as the holder of `token`; only the beginning of a stream is read. */
export const get = async (
  url: string,
  token: string,
  operation: AnyOperation,
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): Promise<Sent> => {
  const search = new URLSearchParams(query).toString()
  const abort = new AbortController()
  const response = await fetch(
    `${url}${API_PREFIX}${fillPath(operation.path, params)}${search && `?${search}`}`,
    { headers: { authorization: `Bearer ${token}` }, signal: abort.signal },
  )
  const text = operation.stream === 'events' ? '' : await response.text()
  abort.abort()
  return { status: response.status, text }
}

/** Names of an operation's path or query parameters. */
export const namesIn = (schema: z.ZodType | undefined): string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []

/** What the estate holds, parted by a direct look at the document into what the scope covers and what it does not. */
export interface Parted {
  readonly hiddenWorkloads: readonly string[]
  readonly hiddenHosts: readonly string[]
  readonly hiddenSegments: readonly string[]
  readonly hiddenGroups: readonly string[]
  readonly hiddenPolicies: readonly string[]
  readonly hiddenRules: readonly string[]
  readonly visible: {
    readonly workloads: readonly string[]
    readonly hosts: readonly string[]
    readonly groups: readonly string[]
    readonly policies: readonly string[]
    readonly rules: readonly string[]
  }
  /** Texts that no answer may hold. */
  readonly forbidden: readonly string[]
}

type Document = Output<typeof exportDocument>
type Group = Document['groups'][number]
type Rule = Document['policies'][number]['rules'][number]

/**
 * @param membersOf effective members of a group, as somebody without a scope is told them
 */
export const partOf = (document: Document, membersOf: ReadonlyMap<string, readonly string[]>): Parted => {
  const { inventory, groups, policies } = document
  const covered = inventory.workloads.filter(({ tags }) =>
    tags.some(({ scope, value }) => `${scope}:${value}` === SCOPE),
  )
  const own = new Set(covered.map(({ id }) => id))
  const ownHosts = new Set(covered.flatMap(({ host }) => host ?? []))
  const ownSegments = new Set(covered.flatMap(({ vnics }) => vnics.flatMap(({ segment }) => segment ?? [])))
  const seesGroup = ({ id, members, criteria }: Group): boolean => {
    const all = membersOf.get(id) ?? []
    if (all.some((each) => own.has(each))) return true
    const named = members.workloads.length + members.segments.length + members.groups.length
    return all.length === 0 && named === 0 && criteria === null
  }
  const shownGroups = new Set(groups.filter(seesGroup).map(({ id }) => id))
  const seesRule = (rule: Rule): boolean => {
    const named = [...rule.sources.groups, ...rule.destinations.groups, ...rule.appliedTo]
    return named.length === 0 || named.some((id) => shownGroups.has(id))
  }
  const rules = policies.flatMap((policy) => policy.rules.map((rule) => ({ rule, policy: policy.id })))
  const shownRules = rules.filter(({ rule }) => seesRule(rule))
  const shownPolicies = new Set(
    policies
      .filter(({ id, appliedTo, rules: inside }) =>
        inside.length === 0
          ? appliedTo.length === 0 || appliedTo.some((each) => shownGroups.has(each))
          : appliedTo.some((each) => shownGroups.has(each)) || shownRules.some(({ policy }) => policy === id),
      )
      .map(({ id }) => id),
  )
  const others = inventory.workloads.filter(({ id }) => !own.has(id))
  const hiddenHosts = inventory.hosts.filter(({ id }) => !ownHosts.has(id))
  const hiddenSegments = inventory.segments.filter(({ id }) => !ownSegments.has(id))
  const hiddenGroups = groups.filter(({ id }) => !shownGroups.has(id))
  const hiddenPolicies = policies.filter(({ id }) => !shownPolicies.has(id))
  const shownRuleIds = new Set(shownRules.map(({ rule }) => rule.id))
  const hiddenRules = rules.filter(({ rule }) => !shownRuleIds.has(rule.id)).map(({ rule }) => rule)
  const ownTexts = new Set(
    [
      ...covered.flatMap(({ id, name, vnics }) => [id, name, ...vnics.flatMap(({ addresses }) => addresses)]),
      ...[...shownGroups],
      ...groups.filter(({ id }) => shownGroups.has(id)).map(({ name }) => name),
      ...shownRules.map(({ rule }) => rule.name),
      ...[...shownPolicies],
    ].map((text) => text.toLowerCase()),
  )
  const forbidden = [
    ...others.flatMap(({ id, name, vnics }) => [
      id,
      name,
      ...vnics.flatMap(({ addresses, mac }) => [...addresses, mac ?? '']),
    ]),
    ...hiddenHosts.flatMap(({ id, name }) => [id, name]),
    ...hiddenGroups.flatMap(({ id, name }) => [id, name]),
    ...hiddenPolicies.flatMap(({ id, name }) => [id, name]),
    ...hiddenRules.flatMap(({ id, name }) => [id, name]),
  ]
  const ids = (objects: readonly { readonly id: string }[]) => objects.map(({ id }) => id)
  return {
    hiddenWorkloads: ids(others),
    hiddenHosts: ids(hiddenHosts),
    hiddenSegments: ids(hiddenSegments),
    hiddenGroups: ids(hiddenGroups),
    hiddenPolicies: ids(hiddenPolicies),
    hiddenRules: ids(hiddenRules),
    visible: {
      workloads: [...own],
      hosts: [...ownHosts],
      groups: [...shownGroups],
      policies: [...shownPolicies],
      rules: [...shownRuleIds],
    },
    forbidden: [...new Set(forbidden)].filter((text) => text.length > 3 && !ownTexts.has(text.toLowerCase())),
  }
}

const wordCharacters = /[A-Za-z0-9._:-]/

/** Forbidden texts that stand in `text` as whole words. `10.0.0.1` is not in `10.0.0.10`. */
export const found = (text: string, forbidden: readonly string[]): string[] => {
  const lower = text.toLowerCase()
  return forbidden.filter((each) => {
    const word = each.toLowerCase()
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
      const before = lower.charAt(at - 1)
      const after = lower.charAt(at + word.length)
      if (!(wordCharacters.test(before) && at > 0) && !wordCharacters.test(after)) return true
    }
    return false
  })
}
