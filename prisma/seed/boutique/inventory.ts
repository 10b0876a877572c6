import type { Inventory } from '@flowgate/engine'
import {
  makeCluster,
  makeHost,
  makeSegment,
  makeSite,
  makeVnic,
  makeWorkload,
  tag,
} from '../factories/inventory.ts'
import { boutiquePods, serviceOfPod } from './calls.ts'

interface BoutiqueService {
  readonly service: string
  readonly tier: 'frontend' | 'middle' | 'backend'
  /** The container port of its manifest. */
  readonly port: number
}

export const BOUTIQUE_SERVICES: readonly BoutiqueService[] = [
  { service: 'adservice', tier: 'backend', port: 9555 },
  { service: 'cartservice', tier: 'backend', port: 7070 },
  { service: 'checkoutservice', tier: 'middle', port: 5050 },
  { service: 'currencyservice', tier: 'backend', port: 7000 },
  { service: 'emailservice', tier: 'backend', port: 8080 },
  { service: 'frontend', tier: 'frontend', port: 8080 },
  { service: 'paymentservice', tier: 'backend', port: 50_051 },
  { service: 'productcatalogservice', tier: 'backend', port: 3550 },
  { service: 'recommendationservice', tier: 'middle', port: 8080 },
  { service: 'shippingservice', tier: 'backend', port: 50_051 },
]

export const serviceOf = (pod: string): BoutiqueService => {
  const found = BOUTIQUE_SERVICES.find((each) => each.service === serviceOfPod(pod))
  if (found === undefined) throw new RangeError(`no service of Online Boutique runs in pod \`${pod}\``)
  return found
}

const HOSTS = ['k8s-01', 'k8s-02', 'k8s-03'] as const

/** The recorded pods as containers on three hosts. */
export const boutiqueInventory = (): Inventory => ({
  sites: [makeSite({ id: 'dc-north', name: 'North' })],
  clusters: [makeCluster({ id: 'cluster-kubernetes', name: 'Kubernetes', site: 'dc-north' })],
  hosts: HOSTS.map((id) => makeHost({ id, cluster: 'cluster-kubernetes' })),
  segments: [makeSegment({ id: 'pods', subnets: ['10.20.0.0/16', 'fd00:10:20::/48'] })],
  workloads: boutiquePods.map((pod, index) => {
    const node = (index % HOSTS.length) + 1
    const last = 11 + Math.floor(index / HOSTS.length)
    const { service, tier } = serviceOf(pod)
    return makeWorkload({
      id: pod,
      kind: 'container',
      host: HOSTS[node - 1] ?? null,
      os: 'Linux',
      tags: ['app:online-boutique', 'env:prod', `service:${service}`, `tier:${tier}`].map(tag),
      vnics: [
        makeVnic({
          id: `${pod}-eth0`,
          mac: `02:00:0a:14:0${node}:${last.toString(16).padStart(2, '0')}`,
          segment: 'pods',
          addresses: [`10.20.${node}.${last}`, `fd00:10:20:${node}::${last}`],
        }),
      ],
    })
  }),
})
