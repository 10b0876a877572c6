import type { NewRule } from '../../../lib/paths.ts'
import { parseEntry } from '../../../lib/service-entry.ts'
import { addressChip } from './rule-chips.ts'
import { EMPTY_RULE, type RuleForm } from './rule-form.ts'

type Side = 'sources' | 'destinations'
/** What a side of new traffic stands for: a tag's value, a workload, an address or a group. */
export type SideOf =
  | { readonly kind: 'tags'; readonly tags: readonly { readonly scope: string; readonly value: string }[] }
  | { readonly kind: 'workload'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'address'; readonly text: string }
  | { readonly kind: 'any' }

export const sideOf = (selector: string): SideOf => {
  const at = selector.indexOf(':')
  const [kind, rest] = [selector.slice(0, at), selector.slice(at + 1)]
  if (kind === 'app') return { kind: 'tags', tags: [{ scope: 'app', value: rest }] }
  if (kind === 'tier') {
    const slash = rest.indexOf('/')
    const tags = [{ scope: 'app', value: rest.slice(0, slash) }]
    const tier = rest.slice(slash + 1)
    return { kind: 'tags', tags: tier ? [...tags, { scope: 'tier', value: tier }] : tags }
  }
  if (kind === 'tag') {
    const colon = rest.indexOf(':')
    return { kind: 'tags', tags: [{ scope: rest.slice(0, colon), value: rest.slice(colon + 1) }] }
  }
  if (kind === 'wl') return { kind: 'workload', id: rest }
  if (kind === 'group') return { kind: 'group', id: rest }
  if (kind === 'addr') return { kind: 'address', text: rest }
  return { kind: 'any' }
}

/** A name for the group that a side needs: `shop-web`. */
export const sideName = (side: SideOf): string =>
  side.kind === 'tags'
    ? side.tags.map((tag) => tag.value).join('-')
    : side.kind === 'workload' || side.kind === 'group'
      ? side.id
      : side.kind === 'address'
        ? side.text
        : 'any'

export const readNewRule = (search: URLSearchParams): NewRule | null => {
  if (search.get('newRule') !== '1') return null
  const port = search.get('port')
  return {
    source: search.get('source') ?? '',
    destination: search.get('destination') ?? '',
    protocol: search.get('protocol') ?? '',
    port: port === null || port === '' ? null : Number(port),
    action: search.get('action') === 'drop' ? 'drop' : 'allow',
  }
}

/** The rule that a link describes; `groups` holds the group found or made for each side. */
export const prefilled = (
  asked: NewRule,
  groups: Readonly<Record<Side, string | null>>,
): Partial<RuleForm> => {
  const endpoint = (selector: string, group: string | null) => {
    const side = sideOf(selector)
    const address = side.kind === 'address' ? addressChip(side.text) : null
    return { groups: group === null ? [] : [group], addresses: address ? [address.id] : [], negated: false }
  }
  const entry = asked.protocol
    ? parseEntry(asked.port === null ? asked.protocol : `${asked.protocol}/${asked.port}`)
    : null
  const name = `${sideName(sideOf(asked.source))} to ${sideName(sideOf(asked.destination))}`
  return {
    ...EMPTY_RULE,
    name: asked.port === null ? name : `${name} ${asked.protocol}/${asked.port}`,
    action: asked.action,
    sources: endpoint(asked.source, groups.sources),
    destinations: endpoint(asked.destination, groups.destinations),
    services: { services: [], entries: entry ? [entry] : [] },
  }
}
