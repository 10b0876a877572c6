import type { EnforcementMode, Inventory, PowerState, WorkloadKind } from '@flowgate/engine'
import { enforcementMode, powerState, workloadKind } from '@flowgate/shared'
import type { Db, Tx } from '../../platform/db.ts'
import { indexInventory, type LoadedInventory } from './loaded-inventory.ts'

const kindOf = (text: string): WorkloadKind => workloadKind.parse(text)
const modeOf = (text: string): EnforcementMode => enforcementMode.parse(text)
const powerOf = (text: string): PowerState => powerState.parse(text)

/** Counts the inventory's version; 1 before the first change. */
export const readInventoryVersion = async (tx: Tx): Promise<number> =>
  (await tx.inventoryVersion.findUnique({ where: { id: 1 } }))?.version ?? 1

/** Rows made into objects at once: about 20 ms. */
const PIECE = 500

/** In pieces, so that other requests get their turn in between. */
const readWorkloads = async (tx: Tx) => {
  const piece = (after: string | undefined) =>
    tx.workload.findMany({
      ...(after === undefined ? {} : { where: { id: { gt: after } } }),
      orderBy: { id: 'asc' },
      take: PIECE,
      include: { tags: { orderBy: { ordinal: 'asc' } }, vnics: { orderBy: { ordinal: 'asc' } } },
    })
  const all = await piece(undefined)
  for (let last = all; last.length === PIECE; ) {
    last = await piece(last.at(-1)?.id)
    for (const row of last) all.push(row)
  }
  return all
}

/** Reads the whole inventory as `tx` sees it. Call it in a transaction with one snapshot, or lists may disagree. */
export const readInventory = async (tx: Tx): Promise<LoadedInventory> => {
  const version = await readInventoryVersion(tx)
  const sites = await tx.site.findMany({ orderBy: { id: 'asc' } })
  const clusters = await tx.cluster.findMany({ orderBy: { id: 'asc' } })
  const hosts = await tx.host.findMany({ orderBy: { id: 'asc' } })
  const segments = await tx.segment.findMany({ orderBy: { id: 'asc' } })
  const workloads = await readWorkloads(tx)
  const inventory: Inventory = {
    sites: sites.map(({ id, name }) => ({ id, name })),
    clusters: clusters.map(({ id, name, siteId }) => ({ id, name, site: siteId })),
    hosts: hosts.map(({ id, name, clusterId }) => ({ id, name, cluster: clusterId })),
    segments: segments.map(({ id, name, vlan, subnets }) => ({ id, name, vlan, subnets })),
    workloads: workloads.map((row) => ({
      id: row.id,
      name: row.name,
      kind: kindOf(row.kind),
      host: row.hostId,
      os: row.os,
      powerState: powerOf(row.powerState),
      tags: row.tags.map(({ scope, value }) => ({ scope, value })),
      vnics: row.vnics.map(({ id, mac, segmentId, addresses }) => ({
        id,
        mac,
        segment: segmentId,
        addresses,
      })),
      mode: modeOf(row.mode),
      selectiveServices: row.selectiveServices,
      excluded: row.excluded,
    })),
  }
  return indexInventory(version, inventory, {
    workloads: new Map(workloads.map((row) => [row.id, row])),
    hosts: new Map(hosts.map((row) => [row.id, row.version])),
    segments: new Map(segments.map((row) => [row.id, row.version])),
  })
}

/** Reads the inventory with its version from one snapshot of the database. */
export const loadInventory = (db: Db): Promise<LoadedInventory> =>
  db.$transaction((tx) => readInventory(tx), { isolationLevel: 'RepeatableRead', timeout: 60_000 })
