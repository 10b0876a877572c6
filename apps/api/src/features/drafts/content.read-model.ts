import { CATEGORIES, canonicalJson, type PolicySet } from '@flowgate/engine'
import { sha256 } from '../../platform/hash.ts'
import {
  makeObject,
  type ObjectKind,
  type ObjectOf,
  type PolicyObject,
  SETTINGS_ID,
  type Write,
} from './objects.read-model.ts'

type Maps = { readonly [K in ObjectKind]: ReadonlyMap<string, ObjectOf<K>> }
type MutableMaps = { -readonly [K in ObjectKind]: Map<string, ObjectOf<K>> }

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)

/** Order in a list: by rank, and by id where two drafts chose the same rank. */
export const byRank = (
  a: Pick<PolicyObject, 'id' | 'rank'>,
  b: Pick<PolicyObject, 'id' | 'rank'>,
): number => {
  const [one, other] = [a.rank ?? '', b.rank ?? '']
  if (one !== other) return one < other ? -1 : 1
  return byId(a, b)
}

/** Each object is one of the union, whatever kind the type knows it by. */
export function asObject<O extends ObjectOf<ObjectKind> | undefined>(
  object: O,
): PolicyObject | Extract<O, undefined> {
  return object as PolicyObject | Extract<O, undefined>
}

const emptyMaps = (): MutableMaps => ({
  settings: new Map([
    [SETTINGS_ID, makeObject('settings', SETTINGS_ID, { defaultAction: 'allow', logDefault: false })],
  ]),
  group: new Map(),
  service: new Map(),
  'context-profile': new Map(),
  policy: new Map(),
  rule: new Map(),
  assertion: new Map(),
})

const put = <K extends ObjectKind>(maps: MutableMaps, object: ObjectOf<K>): void => {
  maps[object.kind].set(object.id, object)
}

/** Rules of each policy, in order. */
export const groupRules = (rules: Iterable<ObjectOf<'rule'>>): Map<string, ObjectOf<'rule'>[]> => {
  const lists = new Map<string, ObjectOf<'rule'>[]>()
  for (const rule of rules) {
    const list = lists.get(rule.policyId ?? '')
    if (list === undefined) lists.set(rule.policyId ?? '', [rule])
    else list.push(rule)
  }
  for (const list of lists.values()) list.sort(byRank)
  return lists
}

/**
 * A whole policy set in memory: a revision, or a draft laid over one. Immutable; `with` makes another that shares what did
 * not change. What is derived (order, engine form, hash) is computed when first asked for.
 */
export class PolicyContent {
  readonly #maps: Maps
  #rules: ReadonlyMap<string, readonly ObjectOf<'rule'>[]> | undefined
  #policies: readonly ObjectOf<'policy'>[] | undefined
  #set: PolicySet | undefined
  #hash: string | undefined

  private constructor(maps: Maps, rules?: ReadonlyMap<string, readonly ObjectOf<'rule'>[]>) {
    this.#maps = maps
    this.#rules = rules
  }

  /** Settings of a new installation and nothing else: what revision 0 stands for. */
  static empty(): PolicyContent {
    return new PolicyContent(emptyMaps())
  }

  static of(objects: Iterable<PolicyObject>): PolicyContent {
    const maps = emptyMaps()
    for (const object of objects) put(maps, object)
    return new PolicyContent(maps)
  }

  get<K extends ObjectKind>(kind: K, id: string): ObjectOf<K> | undefined {
    return this.#maps[kind].get(id)
  }

  all<K extends ObjectKind>(kind: K): ReadonlyMap<string, ObjectOf<K>> {
    return this.#maps[kind]
  }

  /** The same where the kind is only known when it runs. */
  find(kind: ObjectKind, id: string): PolicyObject | undefined {
    return asObject(this.#maps[kind].get(id))
  }

  values(kind: ObjectKind): readonly PolicyObject[] {
    return [...this.#maps[kind].values()].map(asObject)
  }

  /** Sorted by id. */
  list<K extends ObjectKind>(kind: K): readonly ObjectOf<K>[] {
    return [...this.#maps[kind].values()].sort(byId)
  }

  get settings(): ObjectOf<'settings'> {
    return (
      this.#maps.settings.get(SETTINGS_ID) ??
      makeObject('settings', SETTINGS_ID, { defaultAction: 'allow', logDefault: false })
    )
  }

  /** In evaluation order. */
  get policies(): readonly ObjectOf<'policy'>[] {
    this.#policies ??= CATEGORIES.flatMap((category) =>
      [...this.#maps.policy.values()].filter(({ body }) => body.category === category).sort(byRank),
    )
    return this.#policies
  }

  /** In evaluation order. */
  rulesOf(policyId: string): readonly ObjectOf<'rule'>[] {
    this.#rules ??= groupRules(this.#maps.rule.values())
    return this.#rules.get(policyId) ?? []
  }

  with(writes: readonly Write[]): PolicyContent {
    if (writes.length === 0) return this
    const maps: MutableMaps = { ...this.#maps } as MutableMaps
    const copied = new Set<ObjectKind>()
    const touchedPolicies = new Set<string>()
    for (const { kind, id, object } of writes) {
      if (!copied.has(kind)) {
        copyMap(maps, kind)
        copied.add(kind)
      }
      if (kind === 'rule') {
        const before = maps.rule.get(id)
        if (before !== undefined) touchedPolicies.add(before.policyId ?? '')
        if (object !== null) touchedPolicies.add(object.policyId ?? '')
      }
      if (object === null) maps[kind].delete(id)
      else put(maps, object)
    }
    return new PolicyContent(maps, this.#rules && regroup(this.#rules, touchedPolicies, maps.rule))
  }

  /** As the engine and documents have it: lists by id, policies and rules in evaluation order. */
  get policySet(): PolicySet {
    this.#set ??= {
      settings: this.settings.body,
      groups: this.list('group').map(({ body }) => body),
      services: this.list('service').map(({ body }) => body),
      contextProfiles: this.list('context-profile').map(({ body }) => body),
      policies: this.policies.map(({ id, body }) => ({
        ...body,
        rules: this.rulesOf(id).map((rule) => rule.body),
      })),
      assertions: this.list('assertion').map(({ body }) => body),
    }
    return this.#set
  }

  /**
   * SHA-256 over the hashes of all bodies in their order: the same content has the same hash, however it came about, and
   * a change costs one body. Ranks are left out, order is not.
   */
  get hash(): string {
    const hashes = (kind: ObjectKind) => this.list(kind).map(({ hash }) => hash)
    this.#hash ??= sha256(
      canonicalJson({
        settings: this.settings.hash,
        groups: hashes('group'),
        services: hashes('service'),
        contextProfiles: hashes('context-profile'),
        assertions: hashes('assertion'),
        policies: this.policies.map(({ id, hash }) => ({
          policy: hash,
          rules: this.rulesOf(id).map((rule) => rule.hash),
        })),
      }),
    )
    return this.#hash
  }
}

const copyMap = <K extends ObjectKind>(maps: MutableMaps, kind: K): void => {
  const copy: Map<string, ObjectOf<K>> = new Map(maps[kind])
  maps[kind] = copy as MutableMaps[K]
}

/** Rules of untouched policies keep their lists; one pass over all rules where many policies were touched. */
const regroup = (
  before: ReadonlyMap<string, readonly ObjectOf<'rule'>[]>,
  touched: ReadonlySet<string>,
  rules: ReadonlyMap<string, ObjectOf<'rule'>>,
): ReadonlyMap<string, readonly ObjectOf<'rule'>[]> => {
  if (touched.size === 0) return before
  const after = new Map(before)
  const fresh = groupRules([...rules.values()].filter(({ policyId }) => touched.has(policyId ?? '')))
  for (const policyId of touched) after.set(policyId, fresh.get(policyId) ?? [])
  return after
}
