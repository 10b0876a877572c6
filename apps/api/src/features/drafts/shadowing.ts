import { canonicalJson } from '@flowgate/engine'
import type { Pace } from '../../platform/pace.ts'
import type { PolicyContent } from './content.read-model.ts'
import type { Bodies, ObjectOf } from './objects.read-model.ts'

type Endpoints = Bodies['rule']['sources']

/** A rule that can never decide, and the earlier one that decides for it. */
export interface Shadowed {
  readonly rule: ObjectOf<'rule'>
  readonly by: ObjectOf<'rule'>
}

const ANY = 'any'
const endpointKey = (endpoints: Endpoints): string =>
  endpoints.groups.length + endpoints.addresses.length === 0
    ? ANY
    : canonicalJson([endpoints.groups.toSorted(), endpoints.addresses.toSorted(), endpoints.negated])

const listKey = (ids: readonly string[]): string => (ids.length === 0 ? ANY : canonicalJson(ids.toSorted()))

/** A rule may hide later ones only if nothing but addresses, services, direction and place decides whether it matches. */
const isPlain = ({ enabled, schedule, contextProfiles, processes, users }: Bodies['rule']): boolean =>
  enabled && schedule === null && contextProfiles.length + processes.length + users.length === 0

const entryKeys = ({ services: { services, entries } }: Bodies['rule']): ReadonlySet<string> =>
  new Set([...services.map((id) => `service ${id}`), ...entries.map(canonicalJson)])

const covers = (earlier: Candidate, later: Candidate): boolean => {
  const [a, b] = [earlier.rule.body, later.rule.body]
  if (a.direction !== 'in-out' && a.direction !== b.direction) return false
  if (a.ipVersion !== 'any' && a.ipVersion !== b.ipVersion) return false
  if (earlier.appliedTo !== ANY && earlier.appliedTo !== later.appliedTo) return false
  if (earlier.services.size === 0) return true
  if (later.services.size === 0 || later.services.size > earlier.services.size) return false
  for (const key of later.services) if (!earlier.services.has(key)) return false
  return true
}

interface Candidate {
  readonly rule: ObjectOf<'rule'>
  readonly sources: string
  readonly destinations: string
  readonly appliedTo: string
  readonly services: ReadonlySet<string>
}

/** Kept as long as the rule lives: an edit makes few new ones. */
const candidates = new WeakMap<ObjectOf<'rule'>, Omit<Candidate, 'appliedTo'> & { readonly own: string }>()

const candidate = (rule: ObjectOf<'rule'>, policy: ObjectOf<'policy'>): Candidate => {
  let known = candidates.get(rule)
  if (known === undefined) {
    known = {
      rule,
      sources: endpointKey(rule.body.sources),
      destinations: endpointKey(rule.body.destinations),
      own: listKey(rule.body.appliedTo),
      services: entryKeys(rule.body),
    }
    candidates.set(rule, known)
  }
  return { ...known, appliedTo: known.own === ANY ? listKey(policy.body.appliedTo) : known.own }
}

type Index = Map<string, Candidate[]>

const covering = (later: Candidate, indexes: readonly Index[]): Candidate | undefined => {
  for (const source of new Set([ANY, later.sources])) {
    for (const destination of new Set([ANY, later.destinations])) {
      for (const index of indexes) {
        const by = index.get(`${source} > ${destination}`)?.find((earlier) => covers(earlier, later))
        if (by !== undefined) return by
      }
    }
  }
  return undefined
}

/**
 * The plain cases of rules that an earlier rule covers: the same endpoints or any, the same or more services, direction, IP
 * version and applied-to. Whether one group lies inside another is not looked at. Time grows with the rules, not their pairs,
 * as long as few share their endpoints.
 */
export const shadowed = async (content: PolicyContent, pace: Pace): Promise<readonly Shadowed[]> => {
  const found: Shadowed[] = []
  const decided: Index = new Map()
  let jumps: { readonly category: string; readonly byKey: Index } = {
    category: '',
    byKey: new Map(),
  }
  for (const policy of content.policies) {
    if (!policy.body.enabled) continue
    // A jump ends its own category only.
    if (jumps.category !== policy.body.category) jumps = { category: policy.body.category, byKey: new Map() }
    for (const rule of content.rulesOf(policy.id)) {
      if (!rule.body.enabled) continue
      if (pace.due()) await pace.rest()
      const own = candidate(rule, policy)
      const by = covering(own, [decided, jumps.byKey])
      if (by !== undefined) {
        found.push({ rule, by: by.rule })
        continue
      }
      if (!isPlain(rule.body)) continue
      const lists = rule.body.action === 'jump-to-application' ? jumps.byKey : decided
      const key = `${own.sources} > ${own.destinations}`
      const list = lists.get(key)
      if (list === undefined) lists.set(key, [own])
      else list.push(own)
    }
  }
  return found
}
