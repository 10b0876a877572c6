import type { Cluster, Host, Inventory, Segment, Site, Tag, Vnic, Workload } from '@flowgate/engine'

/** `tag('env:prod')`; the part before the first colon is the scope. */
export const tag = (text: string): Tag => {
  const colon = text.indexOf(':')
  if (colon < 0) throw new TypeError(`a tag is written \`scope:value\`, got \`${text}\``)
  return { scope: text.slice(0, colon), value: text.slice(colon + 1) }
}

export const makeSite = (override: Partial<Site> = {}): Site => {
  const id = override.id ?? 'site-1'
  return { id, name: id, ...override }
}

export const makeCluster = (override: Partial<Cluster> = {}): Cluster => {
  const id = override.id ?? 'cluster-1'
  return { id, name: id, site: 'site-1', ...override }
}

export const makeHost = (override: Partial<Host> = {}): Host => {
  const id = override.id ?? 'host-01'
  return { id, name: id, cluster: null, ...override }
}

export const makeSegment = (override: Partial<Segment> = {}): Segment => {
  const id = override.id ?? 'segment-1'
  return { id, name: id, vlan: null, subnets: [], ...override }
}

export const makeVnic = (override: Partial<Vnic> = {}): Vnic => ({
  id: 'vnic-1',
  mac: null,
  segment: null,
  addresses: [],
  ...override,
})

/** A running VM in mode `full`. `addresses` is short for one vNIC `<id>-eth0` that bears them. */
export const makeWorkload = ({
  addresses,
  ...override
}: Partial<Workload> & { readonly addresses?: readonly string[] } = {}): Workload => {
  const id = override.id ?? 'workload-1'
  return {
    id,
    name: id,
    kind: 'vm',
    host: null,
    os: null,
    powerState: 'on',
    tags: [],
    vnics: addresses === undefined ? [] : [makeVnic({ id: `${id}-eth0`, addresses })],
    mode: 'full',
    selectiveServices: [],
    excluded: false,
    ...override,
  }
}

export const makeInventory = (override: Partial<Inventory> = {}): Inventory => ({
  sites: [],
  clusters: [],
  hosts: [],
  segments: [],
  workloads: [],
  ...override,
})
