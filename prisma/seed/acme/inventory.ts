import type { Inventory, Vnic, Workload } from '@flowgate/engine'
import {
  makeCluster,
  makeHost,
  makeSegment,
  makeSite,
  makeVnic,
  makeWorkload,
  tag,
} from '../factories/inventory.ts'
import {
  BATCHES,
  EXCLUDED,
  HOST_COUNT,
  idsOf,
  POWERED_OFF,
  SEGMENTS,
  twoDigits,
  UNTAGGED,
} from './definition.ts'

/** A locally administered MAC that follows from the IPv4 address: unique where the address is. */
const macOf = (ipv4: string): string =>
  ['02', '00', ...ipv4.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':')

/** Hands out `10.10.<vlan>.<n>` and its IPv6 twin `fd00:10:10:<vlan>::<n>`, n counting from 11 in each segment. */
const createAddressing = (): ((workload: string, index: number, segment: string) => Vnic) => {
  const used = new Map<string, number>()
  return (workload, index, segment) => {
    const vlan = SEGMENTS.find((each) => each.id === segment)?.vlan
    if (vlan === undefined) throw new RangeError(`no segment is called \`${segment}\``)
    const last = (used.get(segment) ?? 10) + 1
    used.set(segment, last)
    const ipv4 = `10.10.${vlan}.${last}`
    return makeVnic({
      id: `${workload}-eth${index}`,
      mac: macOf(ipv4),
      segment,
      addresses: [ipv4, `fd00:10:10:${vlan}::${last}`],
    })
  }
}

/** Neighbours in a batch land on different hosts, so losing one host never takes a whole tier. */
const hostOf = (batch: number, index: number): string =>
  `host-${twoDigits(((batch * 5 + index) % HOST_COUNT) + 1)}`

const workloads = (): readonly Workload[] => {
  const nextVnic = createAddressing()
  const batched = BATCHES.flatMap((batch, batchIndex) =>
    idsOf(batch.prefix).map((id, index) =>
      makeWorkload({
        id,
        kind: batch.kind,
        host: hostOf(batchIndex, index),
        os: batch.os,
        powerState: POWERED_OFF.includes(id) ? 'off' : 'on',
        tags: batch.tags.map(tag),
        vnics: [nextVnic(id, 0, batch.segment), ...(batch.backup ? [nextVnic(id, 1, 'backup-net')] : [])],
        mode: batch.mode,
        selectiveServices: batch.selectiveServices ?? [],
        excluded: EXCLUDED.includes(id),
      }),
    ),
  )
  const untagged = UNTAGGED.map(({ id, host, os }) =>
    makeWorkload({
      id,
      host,
      os,
      powerState: POWERED_OFF.includes(id) ? 'off' : 'on',
      vnics: [nextVnic(id, 0, 'users')],
    }),
  )
  return [...batched, ...untagged]
}

/** 12 hosts in two clusters of two sites, 120 workloads: the applications shop, hr and pay, and what they share. */
export const acmeInventory = (): Inventory => ({
  sites: [makeSite({ id: 'dc-north', name: 'North' }), makeSite({ id: 'dc-south', name: 'South' })],
  clusters: [
    makeCluster({ id: 'cluster-north', name: 'North compute', site: 'dc-north' }),
    makeCluster({ id: 'cluster-south', name: 'South compute', site: 'dc-south' }),
  ],
  hosts: Array.from({ length: HOST_COUNT }, (_, index) =>
    makeHost({
      id: `host-${twoDigits(index + 1)}`,
      cluster: index < HOST_COUNT / 2 ? 'cluster-north' : 'cluster-south',
    }),
  ),
  segments: SEGMENTS.map(({ id, vlan }) =>
    makeSegment({ id, vlan, subnets: [`10.10.${vlan}.0/24`, `fd00:10:10:${vlan}::/64`] }),
  ),
  workloads: workloads(),
})
