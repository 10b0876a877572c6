import { securityGroup } from './groups.ts'
import { workload } from './inventory.ts'
import { assertion, policy, rule } from './policies.ts'
import { contextProfile, service } from './services.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Fields = Readonly<Record<string, Json>>

const named = { id: 'x', name: 'x' }
/** What the schema fills in for each kind of object: taken from the schema itself, so that the two cannot differ. */
const DEFAULTS = {
  workload: workload.parse(named) as Fields,
  group: securityGroup.parse(named) as unknown as Fields,
  service: service.parse(named) as unknown as Fields,
  contextProfile: contextProfile.parse(named) as Fields,
  policy: policy.parse({ ...named, category: 'application' }) as unknown as Fields,
  rule: rule.parse({ ...named, action: 'allow' }) as unknown as Fields,
  assertion: assertion.parse({ ...named, kind: 'must-deny' }) as unknown as Fields,
}
const ALWAYS = new Set(['id', 'name', 'action', 'category', 'kind', 'mode'])

const equal = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Inside `sources`, `services` and `members`, empty lists and `false` say nothing either. */
const withoutEmpty = (value: Json): Json => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value as Fields).filter(
      ([, part]) => part !== false && !(Array.isArray(part) && part.length === 0),
    ),
  )
}
const COMPACTED = new Set(['sources', 'destinations', 'services', 'members'])

const compact = (object: object, defaults: Fields): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(object as Fields)
      .filter(([key, value]) => ALWAYS.has(key) || !equal(value, defaults[key]))
      .map(([key, value]) => [key, COMPACTED.has(key) ? withoutEmpty(value) : value]),
  )

interface Listed {
  readonly inventory: { readonly workloads: readonly object[] }
  readonly groups: readonly object[]
  readonly services: readonly object[]
  readonly contextProfiles: readonly object[]
  readonly policies: readonly { readonly rules: readonly object[] }[]
  readonly assertions: readonly object[]
}

/**
 * A document as a person would write it: what the schema fills in by itself is left out, and nothing else. Parsing the result
 * gives the same document; empty top-level lists are left out too.
 */
export const compactDocument = (document: Listed): Record<string, unknown> => {
  const lists: Record<string, unknown> = {
    ...document,
    inventory: Object.fromEntries(
      Object.entries({
        ...document.inventory,
        workloads: document.inventory.workloads.map((one) => compact(one, DEFAULTS.workload)),
      }).filter(([, list]) => list.length > 0),
    ),
    groups: document.groups.map((one) => compact(one, DEFAULTS.group)),
    services: document.services.map((one) => compact(one, DEFAULTS.service)),
    contextProfiles: document.contextProfiles.map((one) => compact(one, DEFAULTS.contextProfile)),
    policies: document.policies.map(({ rules, ...head }) => ({
      ...compact(head, DEFAULTS.policy),
      ...(rules.length > 0 ? { rules: rules.map((one) => compact(one, DEFAULTS.rule)) } : {}),
    })),
    assertions: document.assertions.map((one) => compact(one, DEFAULTS.assertion)),
  }
  return Object.fromEntries(
    Object.entries(lists).filter(
      ([, value]) => !(Array.isArray(value) && value.length === 0) && !equal(value as Json, {}),
    ),
  )
}
