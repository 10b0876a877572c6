import type { Inventory, Workload } from '../../src/index.ts'
import { inventory, vnic, workload } from '../support/documents.ts'

/** Ports on which every workload listens, and one on which none does: its UDP answers are ICMP errors. */
export const OPEN_PORTS = [22, 53, 80, 443, 8080] as const
export const CLOSED_PORT = 9999

interface Place {
  readonly id: string
  readonly host: 'h1' | 'h2'
  readonly addresses: readonly string[]
}

/** Who stands in the lab: two hosts with three workloads each; the last is a stranger whom no inventory knows. */
export const PLACES: readonly Place[] = [
  { id: 'w1', host: 'h1', addresses: ['10.77.0.1', 'fd77::1'] },
  { id: 'w2', host: 'h1', addresses: ['10.77.0.2', '10.77.0.12', 'fd77::2'] },
  { id: 'w3', host: 'h1', addresses: ['10.77.0.3', 'fd77::3'] },
  { id: 'w4', host: 'h2', addresses: ['10.77.0.4', 'fd77::4'] },
  { id: 'w5', host: 'h2', addresses: ['10.77.0.5', 'fd77::5'] },
  { id: 'w6', host: 'h2', addresses: ['10.77.0.6', 'fd77::6'] },
  { id: 'stranger', host: 'h2', addresses: ['10.77.0.200', 'fd77::200'] },
]

export const HOSTS = ['h1', 'h2'] as const
/** The hosts' own addresses, from which they send the ICMP errors of `reject`. */
export const HOST_ADDRESSES = {
  h1: ['10.77.0.251', 'fd77::251'],
  h2: ['10.77.0.252', 'fd77::252'],
} as const

/** @param over what differs from a plain workload, for each */
export const labInventory = (over: (id: string) => Partial<Workload>): Inventory =>
  inventory({
    hosts: HOSTS.map((id) => ({ id, name: id, cluster: null })),
    segments: [{ id: 'n1', name: 'n1', vlan: null, subnets: ['10.77.0.0/24', 'fd77::/64'] }],
    workloads: PLACES.filter(({ id }) => id !== 'stranger').map(({ id, host, addresses }) =>
      workload(id, { host, vnics: [vnic('v0', addresses, 'n1')], ...over(id) }),
    ),
  })
