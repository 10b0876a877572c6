import type { FlowgateDocument } from '@flowgate/engine'
import {
  makeCluster,
  makeDocument,
  makeHost,
  makeInventory,
  makeSegment,
  makeSite,
  makeVnic,
  makeWorkload,
  tag,
} from '@flowgate/seed'
import { applyDocument, type Client, type DocumentInput } from '@flowgate/shared'

const vm = (id: string, host: string | null, address: string, ...tags: string[]) =>
  makeWorkload({
    id,
    name: id,
    host,
    tags: tags.map(tag),
    vnics: [
      makeVnic({
        id: `${id}-nic`,
        segment: 'lan',
        addresses: [address, `fd00::${address.split('.').at(-1)}`],
      }),
    ],
  })

/** Two hosts and six workloads of two applications; `orphan` runs on no host. */
export const smallEstate = (): FlowgateDocument =>
  makeDocument({
    inventory: makeInventory({
      sites: [makeSite({ id: 'site', name: 'Site' })],
      clusters: [makeCluster({ id: 'cluster', name: 'Cluster', site: 'site' })],
      hosts: [
        makeHost({ id: 'host-01', name: 'host-01', cluster: 'cluster' }),
        makeHost({ id: 'host-02', name: 'host-02', cluster: 'cluster' }),
      ],
      segments: [makeSegment({ id: 'lan', name: 'LAN', vlan: 10, subnets: ['10.0.0.0/24'] })],
      workloads: [
        vm('vm-123', 'host-01', '10.0.0.1', 'app:shop', 'tier:web'),
        vm('vm-456', 'host-02', '10.0.0.2', 'app:shop', 'tier:db'),
        vm('pay-web', 'host-01', '10.0.0.3', 'app:pay', 'tier:web'),
        vm('pay-db', 'host-02', '10.0.0.4', 'app:pay', 'tier:db'),
        vm('paydb-old', 'host-02', '10.0.0.5', 'tier:db'),
        vm('orphan', null, '10.0.0.6'),
      ],
    }),
  })

/** A document as a client sends it. */
export const sent = (document: FlowgateDocument): DocumentInput => JSON.parse(JSON.stringify(document))

export const applySmallEstate = (client: Client) =>
  client.call(applyDocument, { query: {}, body: sent(smallEstate()) })
