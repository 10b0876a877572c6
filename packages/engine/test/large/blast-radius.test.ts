import { expect, test } from 'vitest'
import {
  blastRadius,
  buildSnapshot,
  type Connection,
  evaluate,
  type FlowgateDocument,
  type L4,
  type Snapshot,
} from '../../src/index.ts'
import { CONTEXTS, LARGE_MOST, samples, seeds } from '../support/large-samples.ts'
import { largeWorld } from '../support/large-world.ts'
import { createRandom } from '../support/random.ts'

const addressesOf = ({ points, pointAt }: Snapshot, id: string): readonly string[] =>
  points.flatMap(({ workload, vnic }) =>
    workload.id === id
      ? vnic.vnic.addresses.filter((_, i) => {
          const address = vnic.addresses[i]
          return address !== undefined && pointAt(address)?.workload.id === id
        })
      : [],
  )

/** May the service pass from one workload to another, whatever the sender is? */
const mayPass = (snapshot: Snapshot, from: string, to: string, l4: L4): boolean =>
  addressesOf(snapshot, from).some((source) =>
    addressesOf(snapshot, to).some(
      (destination) =>
        source.includes(':') === destination.includes(':') &&
        CONTEXTS.some(
          (context) =>
            evaluate(snapshot, { source, destination, l4, context }, { now: 0 }).action === 'allow',
        ),
    ),
  )

const firstOf = (connections: 'all' | readonly Connection[]): L4 => {
  const [first] = connections === 'all' ? [] : connections
  if (first === undefined) return { protocol: 'tcp', sourcePort: 7, destinationPort: 7 }
  if (first.protocol === 'ip') return { protocol: 'ip', number: first.numbers[0]?.[0] ?? 0 }
  if (first.protocol === 'icmp' || first.protocol === 'icmpv6') {
    const [type = 0, code = 0] = ('types' in first ? first.types?.[0] : undefined) ?? []
    return { protocol: first.protocol, type, code: code ?? 0 }
  }
  return {
    protocol: first.protocol,
    sourcePort: ('sourcePorts' in first ? first.sourcePorts?.[0]?.[0] : undefined) ?? 0,
    destinationPort: ('ports' in first ? first.ports?.[0]?.[0] : undefined) ?? 0,
  }
}

const turned = (document: FlowgateDocument, ids: ReadonlySet<string>): FlowgateDocument => ({
  ...document,
  policies: document.policies.map((policy) => ({
    ...policy,
    rules: policy.rules.map((rule) => (ids.has(rule.id) ? { ...rule, action: 'drop' as const } : rule)),
  })),
})

test('a workload of a large document reaches whom the reference lets it reach, until the cut is made', () => {
  let reachedPairs = 0
  let cuts = 0
  for (const seed of seeds(4)) {
    const random = createRandom(seed)
    const world = largeWorld(random, LARGE_MOST)
    const snapshot = buildSnapshot(world.document)
    const workloads = world.document.inventory.workloads.map(({ id }) => id)
    const [from, to] = [random.pick(workloads), random.pick(workloads)]
    if (from === to) continue
    const { reached, cut } = blastRadius(snapshot, from, { to })
    const direct = new Map(reached.flatMap((each) => (each.hops === 1 ? [[each.workload, each]] : [])))
    for (const { workload, connections } of random.some([...direct.values()], 20)) {
      expect(
        mayPass(snapshot, from, workload, firstOf(connections)),
        `world ${seed}: ${from} to ${workload}`,
      ).toBe(true)
      reachedPairs += 1
    }
    for (const { l4 } of samples(world, random, 10)) {
      for (const workload of random.some(workloads, 10)) {
        if (workload !== from && !direct.has(workload))
          expect(mayPass(snapshot, from, workload, l4), `world ${seed}: ${from} to ${workload}`).toBe(false)
      }
    }
    if (cut.rules === null) continue
    const without = buildSnapshot(turned(world.document, new Set(cut.rules.map(({ id }) => id))))
    expect(
      blastRadius(without, from).reached.map(({ workload }) => workload),
      `world ${seed}`,
    ).not.toContain(to)
    cuts += 1
  }
  expect(reachedPairs).toBeGreaterThan(20)
  expect(cuts).toBeGreaterThan(0)
})
