import type {
  Criteria,
  Endpoints,
  FlowgateDocument,
  GroupMembers,
  Policy,
  Rule,
  SecurityGroup,
  Service,
  ServiceEntry,
} from '../model/document.ts'

/*
 * A document's lists have an end (the schema has the numbers); what is imported need not fit. A longer list is said by nesting,
 * so that it means the same: criteria in criteria, groups in a group, entries in a service, rules in a policy that follows.
 */

const MOST_NAME = 200
const MOST_NOTE = 4_000
const MOST_CRITERIA = 200
const MOST_VALUES = 200
const MOST_ADDRESSES = 5_000
const MOST_GROUPS = 500
const MOST_ENTRIES = 500
const MOST_RANGES = 100
const MOST_RULES = 100_000
/** Static members of a group. */
const MOST_MEMBERS: Readonly<Record<keyof GroupMembers, number>> = {
  workloads: 50_000,
  segments: 5_000,
  groups: 5_000,
  addresses: 50_000,
  identities: 5_000,
}

/** The same document, every list of it as short as a document's may be. Ids that are made up hold a `/`. */
export function withinLimits(document: FlowgateDocument): FlowgateDocument {
  const groups: SecurityGroup[] = []
  const services: Service[] = []
  const known = new Map<string, string>()
  const once = (content: unknown, make: (id: string) => void): string => {
    const key = JSON.stringify(content)
    const id = known.get(key) ?? `list/${known.size + 1}`
    if (!known.has(key)) make(id)
    known.set(key, id)
    return id
  }
  const groupOf = (members: Partial<GroupMembers>): string =>
    once(members, (id) => {
      const all = { workloads: [], segments: [], groups: [], addresses: [], identities: [], ...members }
      groups.push(shortGroup({ id, name: id, description: '', members: all, criteria: null }))
    })
  const serviceOf = (entries: readonly ServiceEntry[]): string =>
    once(entries, (id) => services.push({ id, name: id, description: '', entries, services: [] }))

  function shortGroup(group: SecurityGroup): SecurityGroup {
    const members: GroupMembers = { ...group.members }
    let nested = members.groups
    for (const key of ['workloads', 'segments', 'addresses', 'identities'] as const) {
      if (members[key].length <= MOST_MEMBERS[key]) continue
      nested = [...nested, ...chunks(members[key], MOST_MEMBERS[key]).map((some) => groupOf({ [key]: some }))]
      Object.assign(members, { [key]: [] })
    }
    return {
      ...group,
      name: cut(group.name, MOST_NAME),
      members: { ...members, groups: nestedGroups(nested, MOST_MEMBERS.groups) },
      criteria: group.criteria === null ? null : shortCriteria(group.criteria),
    }
  }
  const nestedGroups = (ids: readonly string[], most: number): readonly string[] =>
    ids.length <= most
      ? ids
      : nestedGroups(
          chunks(ids, MOST_MEMBERS.groups).map((some) => groupOf({ groups: some })),
          most,
        )
  const side = (endpoints: Endpoints): Endpoints =>
    endpoints.addresses.length <= MOST_ADDRESSES
      ? { ...endpoints, groups: nestedGroups(endpoints.groups, MOST_ADDRESSES) }
      : side({
          ...endpoints,
          addresses: [],
          groups: [...endpoints.groups, groupOf({ addresses: endpoints.addresses })],
        })
  const shortRule = (rule: Rule): Rule => {
    const entries = rule.services.entries.flatMap(shortEntry)
    return {
      ...rule,
      name: cut(rule.name, MOST_NAME),
      note: cut(rule.note, MOST_NOTE),
      sources: side(rule.sources),
      destinations: side(rule.destinations),
      appliedTo: nestedGroups(rule.appliedTo, MOST_GROUPS),
      services:
        entries.length <= MOST_ENTRIES
          ? { ...rule.services, entries }
          : {
              services: [...rule.services.services, ...chunks(entries, MOST_ENTRIES).map(serviceOf)],
              entries: [],
            },
    }
  }
  const shortPolicy = (policy: Policy): readonly Policy[] =>
    (policy.rules.length === 0 ? [[]] : chunks(policy.rules, MOST_RULES)).map((rules, at) => ({
      ...policy,
      id: at === 0 ? policy.id : `${policy.id}/${at + 1}`,
      name: cut(at === 0 ? policy.name : `${policy.name} (${at + 1})`, MOST_NAME),
      appliedTo: nestedGroups(policy.appliedTo, MOST_GROUPS),
      rules: rules.map(shortRule),
    }))
  const written = document.groups.map(shortGroup)
  const policies = distinctNames(document.policies.flatMap(shortPolicy))
  const workloads = document.inventory.workloads.map((each) => ({ ...each, name: cut(each.name, MOST_NAME) }))
  return {
    ...document,
    inventory: { ...document.inventory, workloads },
    groups: [...written, ...groups],
    services: [...document.services, ...services],
    policies,
  }
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`

/** Cutting may make names equal that were not. */
function distinctNames(policies: readonly Policy[]): readonly Policy[] {
  const taken = new Set<string>()
  return policies.map((policy) => {
    let name = policy.name
    for (let number = 2; taken.has(name); number += 1)
      name = `${policy.name.slice(0, MOST_NAME - 10)} (${number})`
    taken.add(name)
    return name === policy.name ? policy : { ...policy, name }
  })
}

function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const out: (readonly T[])[] = []
  for (let from = 0; from < list.length; from += size) out.push(list.slice(from, from + size))
  return out
}

/** Source and destination ranges of which there are too many come apart into entries that hold between them the same. */
function shortEntry(entry: ServiceEntry): readonly ServiceEntry[] {
  if (!('destinationPorts' in entry)) return [entry]
  const parts = (ranges: typeof entry.sourcePorts) =>
    ranges.length === 0 ? [[]] : chunks(ranges, MOST_RANGES)
  return parts(entry.sourcePorts).flatMap((sourcePorts) =>
    parts(entry.destinationPorts).map((destinationPorts) => ({ ...entry, sourcePorts, destinationPorts })),
  )
}

function shortCriteria(criteria: Criteria): Criteria {
  if ('field' in criteria)
    return criteria.values.length <= MOST_VALUES
      ? criteria
      : shortCriteria({
          any: chunks(criteria.values, MOST_VALUES).map((values) => ({ ...criteria, values })),
        })
  if ('not' in criteria) return { not: shortCriteria(criteria.not) }
  const [key, list] = 'all' in criteria ? (['all', criteria.all] as const) : (['any', criteria.any] as const)
  const short = list.map(shortCriteria)
  const of = (some: readonly Criteria[]): Criteria => (key === 'all' ? { all: some } : { any: some })
  return short.length <= MOST_CRITERIA ? of(short) : shortCriteria(of(chunks(short, MOST_CRITERIA).map(of)))
}
