import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  ACME_FLOWS,
  acmeFlows,
  acmeInventory,
  boutiqueCalls,
  boutiqueFlows,
  boutiqueInventory,
  demoInventory,
  demoPolicySet,
  type SeedFlow,
  serviceOfPod,
  wellKnownServices,
} from '../index.ts'

const NOW = Date.UTC(2026, 10, 22, 10, 25)
const HOUR = 3_600_000
const tagsOf = (workload: { readonly tags: readonly { scope: string; value: string }[] }) =>
  workload.tags.map(({ scope, value }) => `${scope}:${value}`)

/** The recording's own answer: calls between services. */
const OBSERVED_EDGES = [
  ['checkoutservice', 'cartservice', 74],
  ['checkoutservice', 'emailservice', 37],
  ['checkoutservice', 'paymentservice', 37],
  ['checkoutservice', 'productcatalogservice', 88],
  ['checkoutservice', 'shippingservice', 74],
  ['frontend', 'adservice', 540],
  ['frontend', 'cartservice', 829],
  ['frontend', 'checkoutservice', 37],
  ['frontend', 'currencyservice', 2699],
  ['frontend', 'productcatalogservice', 4296],
  ['frontend', 'recommendationservice', 663],
  ['frontend', 'shippingservice', 191],
  ['recommendationservice', 'productcatalogservice', 663],
] as const

const serviceEdges = (flows: readonly SeedFlow[]) => {
  const edges = new Map<string, number>()
  for (const flow of flows) {
    const edge = [flow.sourceName, flow.destinationName].map((pod) => serviceOfPod(pod ?? '')).join(' ')
    edges.set(edge, (edges.get(edge) ?? 0) + flow.sessions)
  }
  return [...edges].map(([edge, calls]) => [...edge.split(' '), calls]).toSorted()
}

describe('online boutique', () => {
  it('keeps the 13 observed edges and the number of calls of each', () => {
    expect(serviceEdges(boutiqueFlows({ now: NOW }))).toEqual(OBSERVED_EDGES.map((edge) => [...edge]))
  })

  const observed = new URL(
    '../../../../shared/data/03-flows-nezha-traces/online-boutique/observed-edges.json',
    import.meta.url,
  )
  it.runIf(existsSync(fileURLToPath(observed)))('agrees with the edges that came with the recording', () => {
    const edges = JSON.parse(readFileSync(observed, 'utf8')).map(
      (edge: { src: string; dst: string; calls: number }) => [edge.src, edge.dst, edge.calls],
    )
    expect(serviceEdges(boutiqueFlows({ now: NOW }))).toEqual(edges)
  })

  it('has 10,228 calls in order of time, the last one ten minutes before now', () => {
    const calls = [...boutiqueCalls()]
    expect(calls).toHaveLength(10_228)
    expect(calls.every((call, index) => index === 0 || call.at >= (calls[index - 1]?.at ?? 0))).toBe(true)
    const flows = boutiqueFlows({ now: NOW })
    expect(flows.reduce((sum, flow) => sum + flow.sessions, 0)).toBe(10_228)
    expect(Math.max(...flows.map((flow) => flow.lastSeen))).toBe(NOW - 600_000)
  })

  it('splits rows at the hour and loses nothing', () => {
    const flows = boutiqueFlows({ now: Date.UTC(2026, 10, 22, 10, 15) })
    expect(flows.reduce((sum, flow) => sum + flow.sessions, 0)).toBe(10_228)
    expect(
      flows.every((flow) => Math.floor(flow.firstSeen / HOUR) === Math.floor(flow.lastSeen / HOUR)),
    ).toBe(true)
    expect(flows.length).toBeGreaterThan(13)
  })

  it('runs every pod as a tagged container with an address of each family on one of three hosts', () => {
    const { workloads, hosts } = boutiqueInventory()
    expect(hosts.map((host) => host.id)).toEqual(['k8s-01', 'k8s-02', 'k8s-03'])
    expect(workloads).toHaveLength(10)
    for (const workload of workloads) {
      expect(workload.kind).toBe('container')
      expect(tagsOf(workload)).toContain('app:online-boutique')
      expect(workload.vnics[0]?.addresses).toHaveLength(2)
    }
  })
})

describe('acme', () => {
  const { workloads, hosts } = acmeInventory()

  it('has 12 hosts and 120 workloads with unique ids, names, MACs and addresses', () => {
    expect(hosts).toHaveLength(12)
    expect(workloads).toHaveLength(120)
    const vnics = workloads.flatMap((workload) => workload.vnics)
    for (const values of [
      workloads.map((workload) => workload.id),
      workloads.map((workload) => workload.name),
      vnics.map((vnic) => vnic.id),
      vnics.map((vnic) => vnic.mac),
      vnics.flatMap((vnic) => vnic.addresses),
    ]) {
      expect(new Set(values).size).toBe(values.length)
    }
    expect(new Set(workloads.map((workload) => workload.host)).size).toBe(12)
  })

  it('maps to the applications shop, hr, pay and online-boutique, and leaves the rest uncategorized', () => {
    const apps = demoInventory().workloads.map(
      (workload) => workload.tags.find((each) => each.scope === 'app')?.value ?? null,
    )
    expect(new Set(apps)).toEqual(new Set(['shop', 'hr', 'pay', 'online-boutique', null]))
  })

  it('marks the production side of pay, and nothing else, as in the scope of PCI', () => {
    const pci = workloads.filter((workload) => tagsOf(workload).includes('scope:pci'))
    expect(pci).toHaveLength(22)
    expect(pci.every((workload) => tagsOf(workload).includes('app:pay'))).toBe(true)
    expect(pci.every((workload) => tagsOf(workload).includes('env:prod'))).toBe(true)
  })

  it('has vm-123 and vm-456 on different hosts, fully enforced', () => {
    const [one, other] = ['vm-123', 'vm-456'].map((id) => workloads.find((workload) => workload.id === id))
    expect(one?.name).toBe('vm-123')
    expect(other?.name).toBe('vm-456')
    expect(one?.host).not.toBe(other?.host)
    expect([one?.mode, other?.mode]).toEqual(['full', 'full'])
  })
})

describe('flows of acme', () => {
  const flows = acmeFlows({ now: NOW })
  const between = (source: string, destination: string, port: number) =>
    flows.filter(
      (flow) =>
        flow.sourceWorkload?.startsWith(source) &&
        flow.destinationWorkload?.startsWith(destination) &&
        flow.port === port,
    )

  it('are exactly 200,000 rows in order of time within 30 days before now', () => {
    expect(flows).toHaveLength(ACME_FLOWS)
    expect(flows.every((flow, index) => flow.firstSeen >= (flows[index - 1]?.firstSeen ?? 0))).toBe(true)
    const oldest = Math.floor(NOW / HOUR) * HOUR - 719 * HOUR
    expect(flows.every((flow) => flow.firstSeen >= oldest && flow.lastSeen < NOW)).toBe(true)
  })

  it('are rows of one hour that no other row repeats', () => {
    const keys = flows.map(
      (flow) =>
        `${flow.source} ${flow.destination} ${flow.protocol} ${flow.port} ${Math.floor(flow.firstSeen / HOUR)}`,
    )
    expect(new Set(keys).size).toBe(keys.length)
    for (const flow of flows) {
      if (flow.firstSeen > flow.lastSeen) throw new Error(`first seen after last: ${JSON.stringify(flow)}`)
      if (Math.floor(flow.firstSeen / HOUR) !== Math.floor(flow.lastSeen / HOUR)) {
        throw new Error(`row of two hours: ${JSON.stringify(flow)}`)
      }
      if (flow.sessions < 1 || flow.packets < flow.sessions || flow.bytes < 1) {
        throw new Error(`row without traffic: ${JSON.stringify(flow)}`)
      }
    }
  })

  it('hold the paths that the journeys look for', () => {
    expect(between('shop-web-', 'shop-app-', 8080).length).toBeGreaterThan(10_000)
    expect(between('shop-app-', 'shop-db-', 5432).length).toBeGreaterThan(5_000)
    expect(between('hr-app-', 'shop-db-', 5432).length).toBeGreaterThan(100)
    expect(between('vm-123', 'vm-456', 8 * 256).length).toBeGreaterThan(700)
    expect(between('vm-456', 'vm-123', 8 * 256).length).toBeGreaterThan(700)
    expect(new Set(between('vm-187', '', 3389).map((flow) => flow.destinationWorkload)).size).toBeGreaterThan(
      90,
    )
  })

  it('rise by day and fall by night, and the office rests at the weekend', () => {
    const sessions = (list: readonly SeedFlow[], keep: (at: Date) => boolean) =>
      list.filter((flow) => keep(new Date(flow.firstSeen))).reduce((sum, flow) => sum + flow.sessions, 0)
    const shop = between('shop-web-', 'shop-app-', 8080)
    expect(sessions(shop, (at) => at.getUTCHours() === 19)).toBeGreaterThan(
      4 * sessions(shop, (at) => at.getUTCHours() === 7),
    )
    const hr = between('hr-app-', 'hr-db-', 1433)
    expect(sessions(hr, (at) => at.getUTCDay() === 3)).toBeGreaterThan(
      10 * sessions(hr, (at) => at.getUTCDay() === 0),
    )
  })

  it('are the same for the same seed and different for another', () => {
    const small = { now: NOW, days: 3, flows: 20_000 }
    expect(acmeFlows(small)).toEqual(acmeFlows(small))
    expect(acmeFlows({ ...small, seed: 7 })).not.toEqual(acmeFlows(small))
  })

  it('name only running workloads of the inventory, by their own addresses', () => {
    const owner = new Map(
      acmeInventory().workloads.flatMap((workload) =>
        workload.vnics.flatMap((vnic) => vnic.addresses.map((address) => [address, workload] as const)),
      ),
    )
    for (const flow of flows) {
      for (const [address, id] of [
        [flow.source, flow.sourceWorkload],
        [flow.destination, flow.destinationWorkload],
      ] as const) {
        if ((owner.get(address)?.id ?? null) !== id || owner.get(address)?.powerState === 'off') {
          throw new Error(`\`${address}\` is not an address of running \`${id}\``)
        }
      }
    }
  })
})

describe('the first policy set', () => {
  const set = demoPolicySet()

  it('lists policies by category, with unique ids everywhere', () => {
    const order = ['emergency', 'infrastructure', 'environment', 'application']
    const categories = set.policies.map((policy) => order.indexOf(policy.category))
    expect(categories).toEqual(categories.toSorted())
    expect(new Set(categories).size).toBe(4)
    for (const ids of [
      set.policies.map((policy) => policy.id),
      set.policies.flatMap((policy) => policy.rules.map((rule) => rule.id)),
      set.groups.map((group) => group.id),
      set.groups.map((group) => group.name),
      set.services.map((service) => service.id),
      set.services.map((service) => service.name),
    ]) {
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it('leaves free the names that the journeys and the tutorial create', () => {
    const names = [...set.groups, ...set.policies].flatMap((each) => [each.id, each.name])
    for (const name of ['VM1_SG', 'VM2_SG', 'Block_VM1_to_VM2', 'pay-db', 'shop']) {
      expect(names).not.toContain(name)
    }
  })

  it('comes with well-known services whose nested ids exist', () => {
    expect(wellKnownServices.length).toBeGreaterThanOrEqual(60)
    const ids = new Set(wellKnownServices.map((service) => service.id))
    expect(wellKnownServices.flatMap((service) => service.services).every((id) => ids.has(id))).toBe(true)
    expect(wellKnownServices.find((service) => service.id === 'https')?.entries[0]).toEqual({
      protocol: 'tcp',
      sourcePorts: [],
      destinationPorts: [[443, 443]],
    })
  })
})
