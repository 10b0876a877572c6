import type { Inventory, Workload } from '@flowgate/engine'
import type { Tx } from '../../platform/db.ts'

const tagRows = ({ id, tags }: Workload) =>
  tags.map(({ scope, value }, ordinal) => ({ workloadId: id, scope, value, ordinal }))
const vnicRows = ({ id: workloadId, vnics }: Workload) =>
  vnics.map(({ id, mac, segment, addresses }, ordinal) => ({
    id,
    workloadId,
    ordinal,
    mac,
    segmentId: segment,
    addresses: [...addresses],
  }))
const columns = (workload: Workload) => ({
  name: workload.name,
  kind: workload.kind,
  hostId: workload.host,
  os: workload.os,
  powerState: workload.powerState,
  mode: workload.mode,
  selectiveServices: [...workload.selectiveServices],
  excluded: workload.excluded,
})

/** Parameters of one statement are limited; rows are written in pieces. */
const PIECE = 1_000
export const pieces = <T>(items: readonly T[], size = PIECE): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )

export const insertWorkloads = async (tx: Tx, workloads: readonly Workload[]): Promise<void> => {
  for (const piece of pieces(workloads)) {
    await tx.workload.createMany({ data: piece.map((each) => ({ id: each.id, ...columns(each) })) })
    await tx.workloadTag.createMany({ data: piece.flatMap(tagRows) })
    await tx.vnic.createMany({ data: piece.flatMap(vnicRows) })
  }
}

/** Writes the whole workload over the row of the same id and counts its version. */
export const overwriteWorkload = async (tx: Tx, workload: Workload): Promise<void> => {
  await tx.workload.update({
    where: { id: workload.id },
    data: { ...columns(workload), version: { increment: 1 } },
  })
  await tx.workloadTag.deleteMany({ where: { workloadId: workload.id } })
  await tx.workloadTag.createMany({ data: tagRows(workload) })
  await tx.vnic.deleteMany({ where: { workloadId: workload.id } })
  await tx.vnic.createMany({ data: vnicRows(workload) })
}

/** Writes tags, mode and exclusion of the rows of the same ids and counts their versions. */
export const overwriteTagsAndMode = async (tx: Tx, workloads: readonly Workload[]): Promise<void> => {
  const alike = new Map<string, Workload[]>()
  for (const workload of workloads) {
    const key = `${workload.mode} ${workload.excluded}`
    alike.set(key, [...(alike.get(key) ?? []), workload])
  }
  for (const own of alike.values())
    await tx.workload.updateMany({
      where: { id: { in: own.map(({ id }) => id) } },
      data: {
        ...(own[0] ? { mode: own[0].mode, excluded: own[0].excluded } : {}),
        version: { increment: 1 },
      },
    })
  await tx.workloadTag.deleteMany({ where: { workloadId: { in: workloads.map(({ id }) => id) } } })
  await tx.workloadTag.createMany({ data: workloads.flatMap(tagRows) })
}

type Kind = keyof Inventory

export interface InventoryChanges {
  readonly kind: Kind
  readonly id: string
  readonly change: 'added' | 'modified' | 'removed'
}

const differences = <T extends { readonly id: string }>(
  kind: Kind,
  before: readonly T[],
  after: readonly T[],
) => {
  const old = new Map(before.map((each) => [each.id, each]))
  const kept = new Set(after.map((each) => each.id))
  const added = after.filter((each) => !old.has(each.id))
  const modified = after.filter((each) => {
    const was = old.get(each.id)
    return was !== undefined && JSON.stringify(was) !== JSON.stringify(each)
  })
  const removed = before.filter((each) => !kept.has(each.id))
  const changes: InventoryChanges[] = [
    ...added.map(({ id }) => ({ kind, id, change: 'added' as const })),
    ...modified.map(({ id }) => ({ kind, id, change: 'modified' as const })),
    ...removed.map(({ id }) => ({ kind, id, change: 'removed' as const })),
  ]
  return { added, modified, removed: removed.map((each) => each.id), changes }
}

/**
 * Makes the stored inventory `after`, given that it is `before` (read in the same transaction): writes only what differs,
 * in an order that no reference breaks. Both are canonical and checked. Does not count the inventory's version.
 */
export const replaceInventory = async (
  tx: Tx,
  before: Inventory,
  after: Inventory,
): Promise<readonly InventoryChanges[]> => {
  const sites = differences('sites', before.sites, after.sites)
  const clusters = differences('clusters', before.clusters, after.clusters)
  const hosts = differences('hosts', before.hosts, after.hosts)
  const segments = differences('segments', before.segments, after.segments)
  const workloads = differences('workloads', before.workloads, after.workloads)

  // Unique names: what goes must be gone before what comes takes its name.
  for (const ids of pieces(workloads.removed)) await tx.workload.deleteMany({ where: { id: { in: ids } } })
  await tx.site.createMany({ data: sites.added.map(({ id, name }) => ({ id, name })) })
  for (const { id, name } of sites.modified) await tx.site.update({ where: { id }, data: { name } })
  await tx.cluster.createMany({
    data: clusters.added.map(({ id, name, site }) => ({ id, name, siteId: site })),
  })
  for (const { id, name, site } of clusters.modified)
    await tx.cluster.update({ where: { id }, data: { name, siteId: site } })
  for (const piece of pieces(hosts.added))
    await tx.host.createMany({
      data: piece.map(({ id, name, cluster }) => ({ id, name, clusterId: cluster })),
    })
  for (const { id, name, cluster } of hosts.modified)
    await tx.host.update({ where: { id }, data: { name, clusterId: cluster, version: { increment: 1 } } })
  for (const piece of pieces(segments.added))
    await tx.segment.createMany({ data: piece.map((each) => ({ ...each, subnets: [...each.subnets] })) })
  for (const { id, name, vlan, subnets } of segments.modified)
    await tx.segment.update({
      where: { id },
      data: { name, vlan, subnets: [...subnets], version: { increment: 1 } },
    })
  await insertWorkloads(tx, workloads.added)
  for (const workload of workloads.modified) await overwriteWorkload(tx, workload)
  await tx.segment.deleteMany({ where: { id: { in: segments.removed } } })
  await tx.host.deleteMany({ where: { id: { in: hosts.removed } } })
  await tx.cluster.deleteMany({ where: { id: { in: clusters.removed } } })
  await tx.site.deleteMany({ where: { id: { in: sites.removed } } })
  return [sites, clusters, hosts, segments, workloads].flatMap(({ changes }) => changes)
}
