import type { EndpointTerm, MatchRule, MatchWorld } from '../compile/match-rule.ts'
import type { AddressSet } from '../model/address-set.ts'
import type { PortRange } from '../model/document.ts'
import { identityParts } from './identity-parts.ts'
import { movedItems } from './order.ts'

/** A rule of one world or of both. */
export interface JointRule {
  readonly rule: MatchRule
  readonly before: boolean
  readonly after: boolean
}

/** The same, or the part of it that is about addresses, or about users: see `identityParts`. */
export interface JointPart extends JointRule {
  readonly conditions: readonly string[]
}

/** Two worlds over the same vNICs as one, so that both are cut into the same pieces. */
export interface JointWorld {
  /** Only its rows mean anything: it is never evaluated. */
  readonly world: MatchWorld
  /** The rules of `world`, in an order that holds the order of either: what both have, and mean alike, is there once. */
  readonly rules: readonly JointPart[]
}

/** @throws RangeError unless both have the same vNICs with the same addresses, in the same order, in the same modes */
export function jointWorld(before: MatchWorld, after: MatchWorld): JointWorld {
  const same =
    before.points.length === after.points.length &&
    before.points.every((point, i) => {
      const other = after.points[i]
      return (
        other !== undefined &&
        point.workload.id === other.workload.id &&
        point.workload.mode === other.workload.mode &&
        point.workload.excluded === other.workload.excluded &&
        point.vnic.vnic.id === other.vnic.vnic.id &&
        point.vnic.addresses.length === other.vnic.addresses.length &&
        point.vnic.addresses.every((address, at) => address === other.vnic.addresses[at])
      )
    })
  if (!same)
    throw new RangeError(
      'the two snapshots must be of the same inventory: build both with the one to be compared on',
    )
  const rules = merged(
    before.rules.filter(({ enabled }) => enabled),
    after.rules.filter(({ enabled }) => enabled),
  ).flatMap(({ rule, ...when }) => identityParts(rule).map((part) => ({ ...part, ...when })))
  return { world: { ...before, rules: rules.map(({ rule }) => rule) }, rules }
}

/** What stands in both in the same order, and what lies between on either side. */
function merged(before: readonly MatchRule[], after: readonly MatchRule[]): readonly JointRule[] {
  const means = sameMeaning()
  const old = new Map(before.map((rule) => [rule.id, rule]))
  const moved = movedItems(
    before.map(({ id }) => id),
    after.map(({ id }) => id),
  )
  const kept = new Set<string>()
  for (const rule of after) {
    const was = old.get(rule.id)
    if (was !== undefined && !moved.has(rule.id) && means(was, rule)) kept.add(rule.id)
  }
  const rules: JointRule[] = []
  let at = 0
  const upTo = (id: string | null): void => {
    for (let rule = before[at]; rule !== undefined && rule.id !== id; rule = before[at]) {
      rules.push({ rule, before: true, after: false })
      at += 1
    }
  }
  for (const rule of after) {
    if (kept.has(rule.id)) {
      upTo(rule.id)
      rules.push({ rule: before[at] ?? rule, before: true, after: true })
      at += 1
    } else rules.push({ rule, before: false, after: true })
  }
  upTo(null)
  return rules
}

/** Do two rules treat every packet alike, wherever they stand? Log flags and state make no difference to a verdict. */
function sameMeaning(): (a: MatchRule, b: MatchRule) => boolean {
  const known = new Map<AddressSet, Map<AddressSet, boolean>>()
  const sameSet = (a: AddressSet, b: AddressSet): boolean => {
    if (a === b) return true
    const row = known.get(a) ?? new Map<AddressSet, boolean>()
    known.set(a, row)
    const found = row.get(b)
    if (found !== undefined) return found
    const same =
      a.length === b.length && a.every(({ first, last }, i) => first === b[i]?.first && last === b[i]?.last)
    row.set(b, same)
    return same
  }
  const sameTerm = (a: EndpointTerm, b: EndpointTerm): boolean =>
    a.any === b.any &&
    a.negated === b.negated &&
    a.identities.join('\n') === b.identities.join('\n') &&
    a.addresses.length === b.addresses.length &&
    a.addresses.every((set, i) => sameSet(set, b.addresses[i] ?? []))
  const samePoints = (a: MatchRule['appliedTo'], b: MatchRule['appliedTo']): boolean =>
    a === b || (a !== null && b !== null && a.size === b.size && [...a].every((point) => b.has(point)))
  return (a, b) =>
    a.policy === b.policy &&
    a.category === b.category &&
    a.direction === b.direction &&
    a.ipVersion === b.ipVersion &&
    a.action === b.action &&
    sameTerm(a.sources, b.sources) &&
    sameTerm(a.destinations, b.destinations) &&
    samePoints(a.appliedTo, b.appliedTo) &&
    sameEntries(a.entries, b.entries) &&
    ((!hasMore(a) && !hasMore(b)) || restOf(a) === restOf(b))
}

/** Without allocating: there are tens of thousands of them. */
function sameEntries(a: MatchRule['entries'], b: MatchRule['entries']): boolean {
  if (a === b) return true
  if (a === null || b === null || a.length !== b.length) return false
  return a.every((entry, i) => {
    const other = b[i]
    if (other === undefined || entry.protocol !== other.protocol) return false
    if (entry.protocol === 'ip') return 'number' in other && entry.number === other.number
    if ('type' in entry) return 'type' in other && entry.type === other.type && entry.code === other.code
    return (
      'sourcePorts' in other &&
      samePorts(entry.sourcePorts, other.sourcePorts) &&
      samePorts(entry.destinationPorts, other.destinationPorts)
    )
  })
}

const samePorts = (a: readonly PortRange[], b: readonly PortRange[]): boolean =>
  a.length === b.length && a.every(([first, last], i) => first === b[i]?.[0] && last === b[i]?.[1])

const hasMore = ({ schedule, contextProfiles, processes, users }: MatchRule): boolean =>
  schedule !== null || contextProfiles.length + processes.length + users.length > 0

const restOf = ({ schedule, contextProfiles, processes, users }: MatchRule): string =>
  JSON.stringify([schedule, contextProfiles.map(({ appIds, fqdns }) => [appIds, fqdns]), processes, users])
