import { canonicalAddressSpec } from '../../model/address-spec.ts'
import type {
  Category,
  Direction,
  Endpoints,
  IpVersion,
  Policy,
  Rule,
  RuleAction,
} from '../../model/document.ts'
import { ANY, importedPolicy, importedRule } from '../blank.ts'
import type { SourceNode } from '../source.ts'
import { pathOf } from './inventory.ts'
import { type ServiceBook, serviceEntries } from './services.ts'

const CATEGORIES: Readonly<Record<string, Category>> = {
  Emergency: 'emergency',
  Infrastructure: 'infrastructure',
  Environment: 'environment',
  Application: 'application',
}
const ACTIONS: Readonly<Record<string, RuleAction>> = {
  ALLOW: 'allow',
  DROP: 'drop',
  REJECT: 'reject',
  JUMP_TO_APPLICATION: 'jump-to-application',
}
const DIRECTIONS: Readonly<Record<string, Direction>> = { IN: 'in', OUT: 'out', IN_OUT: 'in-out' }
const VERSIONS: Readonly<Record<string, IpVersion>> = { IPV4: 'ipv4', IPV6: 'ipv6', IPV4_IPV6: 'any' }

export interface NsxWorld {
  readonly groups: ReadonlySet<string>
  readonly services: ServiceBook
  /** A group without members, for sides of which nothing could be read. */
  readonly nobody: string
}

/** Security policies in evaluation order: by sequence number where there are any, else as they are listed. */
export function policiesIn(list: readonly SourceNode[], world: NsxWorld): readonly Policy[] {
  const ids = uniqueIds()
  const policyIds = uniqueIds()
  return bySequence(list).flatMap((item): readonly Policy[] => {
    const written = item.get('category').text() ?? 'Application'
    const category = CATEGORIES[written]
    if (category === undefined) {
      item.gap(`category \`${written}\` filters below IP; the policy was left out`)
      return []
    }
    const name = policyIds(item.get('display_name').text() || pathOf(item) || 'policy')
    const appliedTo = scopeOf(item.get('scope'), world)
    const rules = bySequence(item.get('rules').items()).flatMap((each) =>
      ruleOf(each, ids, appliedTo.length > 0, world),
    )
    return [
      importedPolicy(name, category, [...rules, ...defaultRuleOf(item, ids)], {
        appliedTo,
        stateful: item.get('stateful').value !== false,
        tcpStrict: item.get('tcp_strict').value === true && item.get('stateful').value !== false,
        description: item.get('description').text() ?? '',
      }),
    ]
  })
}

const bySequence = (items: readonly SourceNode[]): readonly SourceNode[] =>
  items
    .map((item, index) => ({ item, index, number: item.get('sequence_number').number() ?? 0 }))
    .toSorted((a, b) => a.number - b.number || a.index - b.index)
    .map(({ item }) => item)

function ruleOf(
  item: SourceNode,
  ids: (wanted: string) => string,
  policyHasScope: boolean,
  world: NsxWorld,
): readonly Rule[] {
  const action = ACTIONS[item.get('action').text() ?? '']
  if (action === undefined) {
    item.get('action').gap(`\`${item.get('action').text()}\` is no action; the rule was left out`)
    return []
  }
  const name = item.get('display_name').text() || 'rule'
  const profiles = item
    .get('profiles')
    .items()
    .filter((each) => each.text() !== 'ANY')
  const over: Partial<Rule> = {
    action,
    sources: sideOf(item.get('source_groups'), item.get('sources_excluded').value === true, world),
    destinations: sideOf(
      item.get('destination_groups'),
      item.get('destinations_excluded').value === true,
      world,
    ),
    services: servicesOf(item, world),
    direction: DIRECTIONS[item.get('direction').text() ?? 'IN_OUT'] ?? 'in-out',
    ipVersion: VERSIONS[item.get('ip_protocol').text() ?? 'IPV4_IPV6'] ?? 'any',
    // A policy's scope replaces those of its rules.
    appliedTo: policyHasScope ? [] : scopeOf(item.get('scope'), world),
    log: item.get('logged').value === true,
    enabled: item.get('disabled').value !== true,
    note: item.get('notes').text() ?? '',
  }
  const id = ids(item.get('rule_id').text() ?? item.get('id').text() ?? name)
  const [profile] = profiles
  if (profile === undefined) return [importedRule(id, name, over)]
  profile.gap(
    action === 'allow'
      ? 'a context profile cannot be read here; the rule was imported switched off, so that it does not allow too much'
      : 'a context profile cannot be read here; the rule was imported without it and applies to more',
  )
  return [importedRule(id, name, { ...over, enabled: action !== 'allow' && over.enabled === true })]
}

/** What `connectivity_preference` adds at a policy's end. */
function defaultRuleOf(item: SourceNode, ids: (wanted: string) => string): readonly Rule[] {
  const preference = item.get('connectivity_preference').text() ?? 'NONE'
  if (preference === 'NONE') return []
  const id = ids(item.get('default_rule_id').text() ?? `${pathOf(item)}/default`)
  return [
    importedRule(id, 'default rule of the policy', {
      action: preference.startsWith('ALLOWLIST') ? 'drop' : 'allow',
      log: preference.endsWith('LOGGING'),
    }),
  ]
}

/** Paths of groups and literal addresses; `ANY`, or nothing, is everyone. What cannot be found is nobody. */
function sideOf(list: SourceNode, negated: boolean, world: NsxWorld): Endpoints {
  const items = list.items()
  if (items.length === 0 || items.some((item) => item.text() === 'ANY')) {
    if (negated) list.gap('everyone excluded is nobody; the rule matches nothing')
    return negated ? { ...ANY, groups: [world.nobody] } : ANY
  }
  const groups: string[] = []
  const addresses: string[] = []
  for (const item of items) {
    const text = item.text() ?? ''
    const address = canonicalAddressSpec(text)
    if (world.groups.has(text)) groups.push(text)
    else if (address.ok) addresses.push(address.value)
    else item.gap(`\`${text}\` is neither a group of the export nor an address; the rule does not match it`)
  }
  if (groups.length + addresses.length === 0) return { ...ANY, groups: [world.nobody], negated }
  return { groups, addresses, negated }
}

function scopeOf(list: SourceNode, world: NsxWorld): readonly string[] {
  const items = list.items()
  if (items.length === 0 || items.some((item) => item.text() === 'ANY')) return []
  const groups = items.flatMap((item) => {
    const text = item.text() ?? ''
    if (world.groups.has(text)) return [text]
    item.gap(`there is no group \`${text}\`; it was left out of the scope`)
    return []
  })
  // An empty applied-to would be everywhere.
  return groups.length > 0 ? groups : [world.nobody]
}

function servicesOf(item: SourceNode, { services: book }: NsxWorld): Rule['services'] {
  const named = item
    .get('services')
    .items()
    .filter((each) => each.text()?.toUpperCase() !== 'ANY')
  const inline = item.get('service_entries')
  if (named.length === 0 && inline.items().length === 0) return { services: [], entries: [] }
  const services = named.flatMap((each) => book.at(each.text() ?? '', each) ?? [])
  const entries = serviceEntries(inline)
  if (services.length + entries.length > 0) return { services, entries }
  item
    .get('services')
    .gap('none of its services can be said; the rule matches protocol 255, which is nothing')
  return { services: [], entries: [{ protocol: 'ip', number: 255 }] }
}

/** Ids as they come; a second one of the same gets a number. */
function uniqueIds(): (wanted: string) => string {
  const taken = new Set<string>()
  return (wanted) => {
    let id = wanted
    for (let number = 2; taken.has(id); number += 1) id = `${wanted} (${number})`
    taken.add(id)
    return id
  }
}
