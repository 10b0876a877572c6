import type { Inventory, Workload } from '@flowgate/engine'
import { hashText } from '../random.ts'
import { ICMP, type Pattern } from './pattern.ts'
import type { Rhythm } from './rhythm.ts'

/** One end of a link; `workload` and `vnic` are null outside the estate. */
export interface LinkEnd {
  readonly workload: string | null
  readonly name: string | null
  readonly vnic: string | null
  readonly address: string
}

/** A pair that talks: one source address, one destination address, one service. */
export interface Link {
  /** Follows from ids and service alone, so that a link's traffic does not depend on which others exist. */
  readonly hash: number
  readonly source: LinkEnd
  readonly destination: LinkEnd
  readonly protocol: number
  readonly port: number
  readonly perHour: number
  readonly rhythm: Rhythm
  readonly bytes: number
  readonly packets: number
}

const isIpv6 = (address: string): boolean => address.includes(':')

/** One pair in this many talks IPv6, where both ends have an address of it. */
const IPV6_SHARE = 6

const outside = (address: string): LinkEnd => ({ workload: null, name: null, vnic: null, address })

const inside = (workload: Workload, vnicIndex: number, ipv6: boolean): LinkEnd | null => {
  const vnic = workload.vnics[vnicIndex] ?? workload.vnics[0]
  const address = vnic?.addresses.find((text) => isIpv6(text) === ipv6)
  return vnic === undefined || address === undefined || workload.powerState !== 'on'
    ? null
    : { workload: workload.id, name: workload.name, vnic: vnic.id, address }
}

/** An id that is an address stands for a peer outside the estate. */
const isAddress = (id: string): boolean => isIpv6(id) || /^\d+\.\d+\.\d+\.\d+$/.test(id)

/**
 * The links of `patterns` between the workloads that `inventory` has now: those it lacks, that are not running or that
 * bear no address of the family wanted drop out, and addresses are those of the inventory.
 */
export const linksOf = (patterns: readonly Pattern[], inventory: Inventory): readonly Link[] => {
  const byId = new Map(inventory.workloads.map((workload) => [workload.id, workload]))
  const endOf = (id: string, vnic: number, ipv6: boolean): LinkEnd | null => {
    if (isAddress(id)) return isIpv6(id) === ipv6 ? outside(id) : null
    const workload = byId.get(id)
    return workload === undefined ? null : inside(workload, vnic, ipv6)
  }
  const links: Link[] = []
  for (const pattern of patterns) {
    pattern.from.forEach((from, index) => {
      for (let step = 0; step < Math.min(pattern.fanout, pattern.to.length); step += 1) {
        const to = pattern.to[(index + step) % pattern.to.length]
        if (to === undefined || to === from) continue
        const hash = hashText(`${pattern.id} ${from} ${to}`)
        const pinned = [from, to].find(isAddress)
        const ipv6 =
          pinned === undefined ? pattern.protocol !== ICMP && hash % IPV6_SHARE === 0 : isIpv6(pinned)
        const source = endOf(from, pattern.vnic ?? 0, ipv6)
        const destination = endOf(to, pattern.vnic ?? 0, ipv6)
        if (source === null || destination === null) continue
        const { protocol, port, perHour, rhythm, bytes, packets } = pattern
        links.push({ hash, source, destination, protocol, port, perHour, rhythm, bytes, packets })
      }
    })
  }
  return links
}
