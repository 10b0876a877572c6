import { isSame, isWithin, meet } from '../support/connection-sets.ts'
import {
  type Config,
  capturedIn,
  documentOf,
  fullName,
  type WrittenPolicy,
  withoutIngress,
  withPolicies,
} from './config.ts'
import { textAt } from './objects.ts'
import { pairsOf, reachOf } from './reach.ts'
import { emptySides, hasRule, type RulePlace, rulesOf, typesOf, withoutRule } from './rules.ts'

/* What nca asks, each with its number for an answer. */

/** Do both let exactly the same through? */
export function areEquivalent(one: Config, other: Config): boolean {
  const [first, second] = reachOf([one, other])
  if (first === undefined || second === undefined || !haveSameEnds(one, other)) return false
  for (const [from, to] of pairsOf(first))
    if (!isSame(first.between(from, to), second.between(from, to))) return false
  return true
}

const idsOf = ({ endpoints }: Config): ReadonlySet<string> =>
  new Set(
    endpoints.map((object) =>
      [
        textAt(object, 'kind'),
        textAt(object, 'metadata', 'namespace'),
        textAt(object, 'metadata', 'name'),
        textAt(object, 'spec', 'pod'),
      ].join('/'),
    ),
  )

export const haveSameEnds = (one: Config, other: Config): boolean =>
  JSON.stringify([...idsOf(one)].sort()) === JSON.stringify([...idsOf(other)].sort())

/** Is all that `one` lets through let through by `other`? @param onlyCaptured look only at what a policy of `one` has a say in */
export function isContained(one: Config, other: Config, onlyCaptured = false): boolean {
  const theirs = idsOf(other)
  if ([...idsOf(one)].some((id) => !theirs.has(id))) return false
  const [first, second] = reachOf([one, other])
  if (first === undefined || second === undefined) return false
  for (const [from, to] of pairsOf(first)) {
    if (onlyCaptured && !first.isCaptured(from, to)) continue
    if (!isWithin(first.between(from, to), second.between(from, to))) return false
  }
  return true
}

/** Does anything that a policy of `one` explicitly lets through get through `other` too? */
export function doMeet(one: Config, other: Config): boolean {
  const [first, second] = reachOf([one, other])
  if (first === undefined || second === undefined) return false
  for (const [from, to] of pairsOf(first))
    if (first.isCaptured(from, to) && meet(first.between(from, to), second.between(from, to))) return true
  return false
}

/** Does `one` let through more than `other` where both have a say? */
export function interferes(one: Config, other: Config): boolean {
  const [first, second] = reachOf([one, other])
  if (first === undefined || second === undefined) return false
  for (const [from, to] of pairsOf(second))
    if (
      first.isCaptured(from, to) &&
      second.isCaptured(from, to) &&
      !isWithin(first.between(from, to), second.between(from, to))
    )
      return true
  return false
}

export const isVacuous = (config: Config): boolean =>
  areEquivalent(withoutIngress(config), withPolicies(config, []))

/** Which ends a policy selects. */
export function selectedBy(config: Config, policy: WrittenPolicy): ReadonlySet<string> {
  const captured = capturedIn(documentOf(withPolicies(config, [policy])))
  return new Set([...captured].map((each) => each.slice(0, each.lastIndexOf(' '))))
}

/** Policies without which nothing changes, among several. */
export function redundantPolicies(config: Config): ReadonlySet<WrittenPolicy> {
  const { policies } = config
  if (policies.length < 2) return new Set()
  return new Set(
    policies.filter((policy) =>
      areEquivalent(
        config,
        withPolicies(
          config,
          policies.filter((each) => each !== policy),
        ),
      ),
    ),
  )
}

/** Rules of a policy without which nothing changes. */
export const redundantRules = (config: Config, policy: WrittenPolicy): readonly RulePlace[] =>
  rulesOf(policy).filter((place) => {
    const changed = withoutRule(policy, place)
    return areEquivalent(
      config,
      withPolicies(
        config,
        config.policies.map((each) => (each === policy ? changed : each)),
      ),
    )
  })

export function redundancy(whole: Config): number {
  const config = withoutIngress(whole)
  const redundant = redundantPolicies(config)
  const rules = config.policies
    .filter((policy) => !redundant.has(policy))
    .map((policy) => redundantRules(config, policy))
  return redundant.size + rules.flat().length
}

export const emptiness = (config: Config): number =>
  config.policies.reduce((count, policy) => {
    const empty = rulesOf(policy).filter((place) => {
      const { source, destination } = emptyEnds(config, policy, place)
      return source || destination
    })
    return count + empty.length + (selectedBy(config, policy).size === 0 ? 1 : 0)
  }, 0)

/** Kubernetes' rules have one end of their own only. */
function emptyEnds(config: Config, policy: WrittenPolicy, place: RulePlace) {
  const { source, destination } = emptySides(config, policy, place)
  if (policy.kind !== 'K8sNetworkPolicy') return { source, destination }
  return {
    source: place.list === 'ingress' && source,
    destination: place.list === 'egress' && destination,
  }
}

/** Vacuity, policies of the same order that contradict each other, emptiness and redundancy together. */
export function sanity(whole: Config): number {
  const config = withoutIngress(whole)
  if (hasConflict(config)) return 1
  const vacuous = isVacuous(config)
  const redundant = vacuous ? new Set<WrittenPolicy>() : redundantPolicies(config)
  return config.policies.reduce(
    (count, policy) => {
      if (selectedBy(config, policy).size === 0) return count + 1
      const empty = rulesOf(policy).map((place) => ({ place, ...emptyEnds(config, policy, place) }))
      const sides = empty.reduce(
        (sum, { source, destination }) => sum + (source ? 1 : 0) + (destination ? 1 : 0),
        0,
      )
      if (vacuous) return count + sides
      if (redundant.has(policy)) return count + sides + 1
      const told = new Set(
        empty
          .filter(({ source, destination }) => source || destination)
          .map(({ place }) => JSON.stringify(place)),
      )
      const rules = redundantRules(config, policy).filter((place) => !told.has(JSON.stringify(place)))
      return count + sides + rules.length
    },
    vacuous ? 1 : 0,
  )
}

function hasConflict(config: Config): boolean {
  const calico = config.policies.filter(({ kind }) => kind.startsWith('Calico'))
  const orderOf = ({ object }: WrittenPolicy): unknown =>
    (object.spec as { order?: unknown } | undefined)?.order
  return calico.some((one, index) =>
    calico.slice(index + 1).some((other) => {
      if (orderOf(one) !== orderOf(other)) return false
      const theirs = selectedBy(config, other)
      if (![...selectedBy(config, one)].some((id) => theirs.has(id))) return false
      return (['ingress', 'egress'] as const).some((list) => {
        const type = list === 'ingress' ? 'Ingress' : 'Egress'
        if (!typesOf(one).includes(type) || !typesOf(other).includes(type)) return false
        const has = (policy: WrittenPolicy, action: string): boolean => hasRule(config, policy, list, action)
        return (has(one, 'Allow') && has(other, 'Deny')) || (has(one, 'Deny') && has(other, 'Allow'))
      })
    }),
  )
}

/** Same names, and each policy alone lets the same through. */
export function areStronglyEquivalent(one: Config, other: Config): boolean {
  const named = (policies: readonly WrittenPolicy[]): ReadonlyMap<string, WrittenPolicy> =>
    new Map(policies.map((policy) => [`${fullName(policy)}[${policy.kind}]`, policy]))
  const [mine, theirs] = [named(one.policies), named(other.policies)]
  if (mine.size !== theirs.size || [...mine.keys()].some((name) => !theirs.has(name))) return false
  return [...mine].every(([name, policy]) => {
    const same = theirs.get(name)
    return same !== undefined && areEquivalent(withPolicies(one, [policy]), withPolicies(other, [same]))
  })
}

/** Pairs of policies that select a common end. */
export function disjointness(config: Config): number {
  const selected = config.policies.map((policy) => selectedBy(config, policy))
  return selected.reduce(
    (count, one, index) =>
      count + selected.slice(0, index).filter((other) => [...other].some((id) => one.has(id))).length,
    0,
  )
}

/** Owners (or pods) that no policy selects for ingress, and the same for egress. */
export function uncaptured(config: Config, byPod: boolean): number {
  const document = documentOf(config)
  if (config.policies.length === 0) return document.inventory.workloads.length
  const captured = capturedIn(document)
  return (['in', 'out'] as const).reduce((count, direction) => {
    const left = document.inventory.workloads.filter(({ id }) => !captured.has(`${id} ${direction}`))
    return count + new Set(left.map(({ id, name }) => (byPod ? id : name))).size
  }, 0)
}

/** How many of nca's eight kinds of changes there are. */
export function changeKinds(one: Config, other: Config): number {
  const [before, after] = reachOf([one, other])
  if (before === undefined || after === undefined) return 0
  const old = new Set(before.endpoints)
  const now = new Set(after.endpoints)
  const kinds = new Set<string>()
  const placeOf = (end: string): string => {
    if (!old.has(end) && !now.has(end)) return 'outside'
    if (old.has(end)) return now.has(end) ? 'stays' : 'goes'
    return 'comes'
  }
  const ends = {
    endpoints: [...new Set([...before.endpoints, ...after.endpoints])],
    outside: before.outside,
    between: before.between,
    isCaptured: before.isCaptured,
  }
  for (const [from, to] of pairsOf(ends)) {
    const places = [placeOf(from), placeOf(to)].sort().join()
    if (places === 'comes,goes') continue
    const [was, is] = [before.between(from, to), after.between(from, to)]
    if (!isWithin(was, is)) kinds.add(`${places} lost`)
    if (!isWithin(is, was)) kinds.add(`${places} new`)
  }
  return kinds.size
}
