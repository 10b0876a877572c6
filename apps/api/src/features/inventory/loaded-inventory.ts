import { formatAddress, type Inventory, parseAddress, type Workload } from '@flowgate/engine'
import type { listHosts, listSegments, listSites, listTags, Output, WorkloadItem } from '@flowgate/shared'
import { createPace } from '../../platform/pace.ts'

export type HostItem = Output<typeof listHosts>['items'][number]
export type TagItem = Output<typeof listTags>['items'][number]
export type SegmentItem = Output<typeof listSegments>['items'][number]
export type SiteItem = Output<typeof listSites>['items'][number]

/** A set of workloads that bear the same tag `app`. */
export interface Application {
  readonly name: string
  readonly workloads: readonly string[]
  /** Values of the tag `tier` among them, sorted; `` stands for those without one. */
  readonly tiers: readonly string[]
}

/** The inventory at one version. Immutable: a change makes another object. */
export interface LoadedInventory {
  readonly version: number
  /** Everything sorted by id. */
  readonly inventory: Inventory
  readonly workloads: ReadonlyMap<string, Workload>
  /** Frozen, each item and the lists: what is made of them once is good for as long as they live. */
  readonly workloadItems: ReadonlyMap<string, WorkloadItem>
  readonly workloadList: readonly WorkloadItem[]
  readonly tagList: readonly TagItem[]
  readonly hostItems: ReadonlyMap<string, HostItem>
  readonly segmentItems: ReadonlyMap<string, SegmentItem>
  readonly siteItems: readonly SiteItem[]
  readonly applications: ReadonlyMap<string, Application>
  /** Site of a host by way of its cluster. */
  readonly siteOfHost: ReadonlyMap<string, string>
  /** Id of the workload that bears a canonical address; the first by id where several do. */
  workloadAt(address: string): string | undefined
}

/** What the database knows beside the document's fields. */
export interface WorkloadMeta {
  readonly version: number
  readonly updatedAt: Date
}

const tagValue = (workload: Workload, scope: string): string | null =>
  workload.tags.find((tag) => tag.scope === scope)?.value ?? null

/** The tag `app`: which application a workload counts to. */
export const applicationOf = (workload: Workload): string | null => tagValue(workload, 'app')
export const tierOf = (workload: Workload): string | null => tagValue(workload, 'tier')

/** The one text form of an address; text that is no address stays as it is. */
export const canonicalAddress = (text: string): string => {
  const parsed = parseAddress(text)
  return parsed.ok ? formatAddress(parsed.value) : text
}

const countBy = <T>(items: Iterable<T>, keysOf: (item: T) => Iterable<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const item of items) for (const key of keysOf(item)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const applicationsOf = (workloads: readonly Workload[]): Map<string, Application> => {
  const members = new Map<string, { ids: string[]; tiers: Set<string> }>()
  for (const workload of workloads) {
    const name = applicationOf(workload)
    if (name === null) continue
    const entry = members.get(name) ?? { ids: [], tiers: new Set<string>() }
    entry.ids.push(workload.id)
    entry.tiers.add(tierOf(workload) ?? '')
    members.set(name, entry)
  }
  return new Map(
    [...members]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { ids, tiers }]) => [name, { name, workloads: ids, tiers: [...tiers].sort() }]),
  )
}

const workloadItem = (
  workload: Workload,
  meta: WorkloadMeta | undefined,
  hostName: string | null,
): WorkloadItem =>
  Object.freeze({
    ...workload,
    tags: [...workload.tags],
    vnics: workload.vnics.map((vnic) => ({ ...vnic, addresses: [...vnic.addresses] })),
    selectiveServices: [...workload.selectiveServices],
    etag: String(meta?.version ?? 1),
    hostName,
    application: applicationOf(workload),
    tier: tierOf(workload),
    updatedAt: (meta?.updatedAt ?? new Date(0)).toISOString(),
  })

/** Tags that workloads bear, each with how many do. */
export const tagsOf = (workloads: Iterable<Pick<Workload, 'tags'>>): readonly TagItem[] => {
  const counts = new Map<string, TagItem>()
  for (const { tags } of workloads)
    for (const { scope, value } of tags) {
      const known = counts.get(`${scope}:${value}`)
      if (known) known.workloads += 1
      else counts.set(`${scope}:${value}`, { scope, value, workloads: 1 })
    }
  return Object.freeze([...counts.values()].map((tag) => Object.freeze(tag)))
}

export interface InventoryVersions {
  readonly workloads: ReadonlyMap<string, WorkloadMeta>
  readonly hosts: ReadonlyMap<string, number>
  readonly segments: ReadonlyMap<string, number>
}

/** Indexes an inventory whose lists are sorted by id, a slice of time at a time. */
export const indexInventory = async (
  version: number,
  inventory: Inventory,
  versions: InventoryVersions,
): Promise<LoadedInventory> => {
  const pace = createPace()
  const clusters = new Map(inventory.clusters.map((cluster) => [cluster.id, cluster]))
  const sites = new Map(inventory.sites.map((site) => [site.id, site]))
  const hosts = new Map(inventory.hosts.map((host) => [host.id, host]))
  const onHost = countBy(inventory.workloads, (workload) => (workload.host === null ? [] : [workload.host]))
  const onSegment = countBy(
    inventory.workloads,
    (workload) => new Set(workload.vnics.flatMap((vnic) => (vnic.segment === null ? [] : [vnic.segment]))),
  )
  const byAddress = new Map<string, string>()
  const workloadItems = new Map<string, WorkloadItem>()
  for (const workload of inventory.workloads) {
    const { id, vnics } = workload
    for (const { addresses } of vnics)
      for (const address of addresses) {
        const canonical = canonicalAddress(address)
        if (!byAddress.has(canonical)) byAddress.set(canonical, id)
      }
    const hostName = hosts.get(workload.host ?? '')?.name ?? null
    workloadItems.set(id, workloadItem(workload, versions.workloads.get(id), hostName))
    if (pace.due()) await pace.rest()
  }
  const siteOf = (cluster: string | null) => (cluster === null ? undefined : clusters.get(cluster)?.site)
  return {
    version,
    inventory,
    workloads: new Map(inventory.workloads.map((workload) => [workload.id, workload])),
    workloadItems,
    workloadList: Object.freeze([...workloadItems.values()]),
    tagList: tagsOf(inventory.workloads),
    hostItems: new Map(
      inventory.hosts.map((host) => [
        host.id,
        Object.freeze({
          ...host,
          etag: String(versions.hosts.get(host.id) ?? 1),
          clusterName: clusters.get(host.cluster ?? '')?.name ?? null,
          siteName: sites.get(siteOf(host.cluster) ?? '')?.name ?? null,
          workloads: onHost.get(host.id) ?? 0,
        }),
      ]),
    ),
    segmentItems: new Map(
      inventory.segments.map((segment) => [
        segment.id,
        Object.freeze({
          ...segment,
          subnets: [...segment.subnets],
          etag: String(versions.segments.get(segment.id) ?? 1),
          workloads: onSegment.get(segment.id) ?? 0,
        }),
      ]),
    ),
    siteItems: inventory.sites.map((site) => ({
      ...site,
      clusters: inventory.clusters.filter((cluster) => cluster.site === site.id),
    })),
    applications: applicationsOf(inventory.workloads),
    siteOfHost: new Map(
      inventory.hosts.flatMap((host) => {
        const site = siteOf(host.cluster)
        return site === undefined ? [] : [[host.id, site]]
      }),
    ),
    workloadAt: (address) => byAddress.get(address),
  }
}
