import type { listHosts, listSegments, listTags, listWorkloads, Output, Parsed } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { haystackOf, pageInMemory } from '../../http/paging.ts'
import type { InventoryReadModel } from './inventory.read-model.ts'
import { visibleWorkloads } from './inventory.read-model.ts'
import { noSuchWorkload } from './inventory.service.ts'
import { type LoadedInventory, tagsOf } from './loaded-inventory.ts'

type Item = Output<typeof listWorkloads>['items'][number]

const workloadTexts = (item: Item): readonly string[] => [
  item.name,
  item.id,
  item.os ?? '',
  item.hostName ?? '',
  ...item.tags.map(({ scope, value }) => `${scope}:${value}`),
  ...item.vnics.flatMap(({ addresses, mac }) => [...addresses, mac ?? '']),
]

const haystacks = new WeakMap<Item, string>()
/** Items are immutable, and every search goes through all of them. */
export const workloadHaystack = (item: Item): string => {
  const known = haystacks.get(item)
  if (known !== undefined) return known
  const made = haystackOf(workloadTexts(item))
  haystacks.set(item, made)
  return made
}

const tagFits = (item: Item, text: string): boolean =>
  item.tags.some(({ scope, value }) => `${scope}:${value}` === text || (text === `${scope}:` && scope !== ''))

const fits = (item: Item, query: Parsed<typeof listWorkloads>['query']): boolean =>
  (query.tag === undefined || tagFits(item, query.tag)) &&
  (query.application === undefined || item.application === query.application) &&
  (query.host === undefined || item.host === query.host) &&
  (query.segment === undefined || item.vnics.some(({ segment }) => segment === query.segment)) &&
  (query.mode === undefined || item.mode === query.mode) &&
  (query.kind === undefined || item.kind === query.kind) &&
  (query.powerState === undefined || item.powerState === query.powerState) &&
  (query.untagged === undefined || (item.tags.length === 0) === query.untagged)

/** What `actor` sees of the inventory: counts included, only workloads within the scope. */
const seen = (now: LoadedInventory, actor: Actor) => {
  const visible = visibleWorkloads(now, actor)
  const { workloadList } = now
  return {
    items: visible === null ? workloadList : workloadList.filter(({ id }) => visible.has(id)),
    all: visible === null,
  }
}

const count = (keys: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

/** The lists of the inventory, each from memory. */
export const createInventoryLists = (readModel: InventoryReadModel) => ({
  workloads: async (query: Parsed<typeof listWorkloads>['query'], actor: Actor) => {
    const now = await readModel.current()
    const visible = visibleWorkloads(now, actor)
    return pageInMemory(
      now.workloadList,
      query,
      {
        id: (item) => item.id,
        otherwise: 'name',
        texts: workloadTexts,
        haystack: workloadHaystack,
        sorts: {
          name: (item) => item.name,
          id: (item) => item.id,
          kind: (item) => item.kind,
          hostName: (item) => item.hostName,
          os: (item) => item.os,
          application: (item) => item.application,
          tier: (item) => item.tier,
          mode: (item) => item.mode,
          powerState: (item) => item.powerState,
          updatedAt: (item) => item.updatedAt,
        },
      },
      (item) => (visible === null || visible.has(item.id)) && fits(item, query),
    )
  },
  workload: async (id: string, actor: Actor): Promise<Item> => {
    const now = await readModel.current()
    const visible = visibleWorkloads(now, actor)
    const item = now.workloadItems.get(id)
    if (item === undefined || (visible !== null && !visible.has(id))) throw noSuchWorkload(id)
    return item
  },
  hosts: async (query: Parsed<typeof listHosts>['query'], actor: Actor) => {
    const now = await readModel.current()
    const { items, all } = seen(now, actor)
    const counts = all ? null : count(items.flatMap(({ host }) => (host === null ? [] : [host])))
    const hosts = [...now.hostItems.values()].flatMap((host) => {
      if (counts === null) return [host]
      return counts.has(host.id) ? [{ ...host, workloads: counts.get(host.id) ?? 0 }] : []
    })
    return pageInMemory(hosts, query, {
      id: (host) => host.id,
      otherwise: 'name',
      texts: (host) => [host.name, host.id, host.clusterName ?? '', host.siteName ?? ''],
      sorts: {
        name: (host) => host.name,
        id: (host) => host.id,
        clusterName: (host) => host.clusterName,
        siteName: (host) => host.siteName,
        workloads: (host) => host.workloads,
      },
    })
  },
  segments: async (query: Parsed<typeof listSegments>['query'], actor: Actor) => {
    const now = await readModel.current()
    const { items, all } = seen(now, actor)
    const counts = all
      ? null
      : count(
          items.flatMap(({ vnics }) => [
            ...new Set(vnics.flatMap(({ segment }) => (segment === null ? [] : [segment]))),
          ]),
        )
    const segments = [...now.segmentItems.values()].flatMap((segment) => {
      if (counts === null) return [segment]
      return counts.has(segment.id) ? [{ ...segment, workloads: counts.get(segment.id) ?? 0 }] : []
    })
    return pageInMemory(segments, query, {
      id: (segment) => segment.id,
      otherwise: 'name',
      texts: (segment) => [segment.name, segment.id, String(segment.vlan ?? ''), ...segment.subnets],
      sorts: {
        name: (segment) => segment.name,
        id: (segment) => segment.id,
        vlan: (segment) => segment.vlan,
        workloads: (segment) => segment.workloads,
      },
    })
  },
  sites: async (actor: Actor) => {
    const now = await readModel.current()
    const { items, all } = seen(now, actor)
    const sites = new Set(items.map(({ host }) => now.siteOfHost.get(host ?? '')))
    const clusters = new Set(
      items.map(({ host }) => now.inventory.hosts.find(({ id }) => id === host)?.cluster ?? null),
    )
    const shown = now.siteItems.filter(({ id }) => all || sites.has(id))
    return {
      items: shown.map((site) => ({
        ...site,
        clusters: site.clusters.filter(({ id }) => all || clusters.has(id)),
      })),
    }
  },
  tags: async (query: Parsed<typeof listTags>['query'], actor: Actor) => {
    const now = await readModel.current()
    const { items, all } = seen(now, actor)
    return pageInMemory(
      all ? now.tagList : tagsOf(items),
      query,
      {
        id: ({ scope, value }) => `${scope}:${value}`,
        otherwise: 'scope',
        texts: ({ scope, value }) => [`${scope}:${value}`],
        sorts: {
          scope: ({ scope }) => scope,
          value: ({ value }) => value,
          workloads: ({ workloads }) => workloads,
        },
      },
      ({ scope }) => query.scope === undefined || scope === query.scope,
    )
  },
})
export type InventoryLists = ReturnType<typeof createInventoryLists>
