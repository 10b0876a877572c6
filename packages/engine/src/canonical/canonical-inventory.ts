import type { Inventory, Vnic, Workload } from '../model/document.ts'
import { canonicalSpec } from './canonical-endpoints.ts'
import { sorted, sortedBy, sortedById } from './sorting.ts'

export const canonicalInventory = ({
  sites,
  clusters,
  hosts,
  segments,
  workloads,
}: Inventory): Inventory => ({
  sites: sortedById(sites).map(({ id, name }) => ({ id, name })),
  clusters: sortedById(clusters).map(({ id, name, site }) => ({ id, name, site })),
  hosts: sortedById(hosts).map(({ id, name, cluster }) => ({ id, name, cluster })),
  segments: sortedById(segments).map(({ id, name, vlan, subnets }) => ({
    id,
    name,
    vlan,
    subnets: sorted(subnets.map(canonicalSpec)),
  })),
  workloads: sortedById(workloads).map(canonicalWorkload),
})

const canonicalWorkload = (workload: Workload): Workload => ({
  id: workload.id,
  name: workload.name,
  kind: workload.kind,
  host: workload.host,
  os: workload.os,
  powerState: workload.powerState,
  tags: sortedBy(workload.tags, ({ scope, value }) => `${scope}:${value}`).map(({ scope, value }) => ({
    scope,
    value,
  })),
  vnics: workload.vnics.map(canonicalVnic),
  mode: workload.mode,
  selectiveServices: sorted(workload.selectiveServices),
  excluded: workload.excluded,
})

/** The order of vNICs and of their addresses stays: the first of each is the primary one. */
const canonicalVnic = ({ id, mac, segment, addresses }: Vnic): Vnic => ({
  id,
  mac,
  segment,
  addresses: addresses.map(canonicalSpec),
})
