import { expect, test } from 'vitest'
import { addressOf, groupDocument, randomFrom } from '../../bench/group-document.ts'
import { buildSnapshot, type FlowgateDocument, type Packet, renderNftables } from '../../src/index.ts'
import { compareRuleset, sentOn, spanOf } from './compare.ts'

/** A policy of groups with all its workloads on one host, so that the host's span is the whole of it. */
const onOneHost = (rules: number, workloads: number): FlowgateDocument => {
  const { document } = groupDocument(rules, workloads)
  return {
    ...document,
    inventory: {
      ...document.inventory,
      hosts: [{ id: 'h', name: 'h', cluster: null }],
      workloads: document.inventory.workloads.map((workload) => ({ ...workload, host: 'h' })),
    },
  }
}

test.each<[string, { classesPerRule?: number }]>([
  ['as it chooses', {}],
  ['as lists', { classesPerRule: 0 }],
])('text and work grow in proportion to rules and ends: %s', (_, options) => {
  // Smaller ones afford every end a list of its own, so that they have not grown up to the proportion yet.
  const [small, large] = [500, 2_000].map((rules) => {
    const work = { comparisons: 0 }
    const span = spanOf(buildSnapshot(onOneHost(rules, rules / 2)), 'h')
    const { text } = renderNftables(span, { generation: 1, now: 0, work, ...options })
    return { bytes: text.length, comparisons: work.comparisons }
  })
  expect(small?.comparisons).toBeGreaterThan(0)
  // Four times the rules and ends; what grew with their product would be sixteen times as much.
  expect((large?.bytes ?? 0) / (small?.bytes ?? 1)).toBeLessThan(5)
  expect((large?.comparisons ?? 0) / (small?.comparisons ?? 1)).toBeLessThan(6)
})

/** Every manner of rule and of enforcing among them, and few ports, so that rules meet. */
function varied(rules: number, workloads: number): FlowgateDocument {
  const made = onOneHost(rules, workloads)
  const random = randomFrom(77)
  const anyGroup = () => made.groups[random(made.groups.length)]?.id ?? ''
  const modes = ['full', 'visibility', 'selective', 'idle'] as const
  const services = (i: number): FlowgateDocument['policies'][number]['rules'][number]['services'] => {
    if (i % 17 === 0) return { services: [], entries: [] }
    const first = 1 + (i % 6)
    const port = { protocol: 'tcp', sourcePorts: [], destinationPorts: [[first, first + random(2)]] } as const
    if (i % 4 !== 0) return { services: [], entries: [port] }
    return {
      services: [],
      entries: [
        port,
        { protocol: 'tcp', sourcePorts: [[1_000, 1_000]], destinationPorts: [[9, 9]] },
        { protocol: 'udp', sourcePorts: [], destinationPorts: [] },
        { protocol: 'icmp', type: 8, code: 0 },
      ],
    }
  }
  return {
    ...made,
    inventory: {
      ...made.inventory,
      workloads: made.inventory.workloads.map((workload, i) => ({
        ...workload,
        mode: i % 7 === 4 ? (modes[(i >> 2) % 4] ?? 'full') : 'full',
        selectiveServices: i % 7 === 4 && (i >> 2) % 4 === 2 ? ['ssh'] : [],
        excluded: i % 31 === 7,
      })),
    },
    policies: made.policies.map((policy, p) => ({
      ...policy,
      category: p % 2 === 0 ? 'environment' : 'application',
      tcpStrict: p % 3 === 1 && policy.stateful,
      rules: policy.rules.map((rule, i) => ({
        ...rule,
        direction: i % 7 === 0 ? 'in' : i % 11 === 0 ? 'out' : 'in-out',
        appliedTo: i % 5 === 0 ? [anyGroup()] : [],
        action: i % 13 === 0 ? 'reject' : p % 2 === 0 && i % 6 === 5 ? 'jump-to-application' : rule.action,
        log: i % 9 === 0,
        users: i % 97 === 3 ? ['user:ann'] : [],
        services: services(i),
      })),
    })),
  }
}

const packets = (workloads: number, count: number): readonly Packet[] => {
  const random = randomFrom(31)
  return Array.from({ length: count }, (): Packet => {
    const ends = { source: addressOf(random(workloads + 4)), destination: addressOf(random(workloads + 4)) }
    const ports = { sourcePort: 1_000, destinationPort: [1 + random(10), 22][random(6) === 0 ? 1 : 0] ?? 1 }
    const kind = random(8)
    if (kind === 0) return { ...ends, l4: { protocol: 'icmp', type: 8, code: 0 } }
    if (kind <= 2) return { ...ends, l4: { protocol: 'udp', ...ports } }
    const opens = kind !== 3
    const tcpFlags = { syn: opens, ack: !opens, rst: false, fin: false }
    return { ...ends, l4: { protocol: 'tcp', ...ports }, tcpFlags }
  })
}

test.each([
  ['as it chooses', {}],
  ['one list for all ends', { classesPerRule: 0, linesPerRule: 0 }],
  ['few shared lists', { classesPerRule: 0, linesPerRule: 2 }],
  ['a list for each end', { classesPerRule: 0, linesPerRule: 1_000 }],
  ['no verdict maps to spare', { lookupsPerRule: 0 }],
])('a large policy decides and counts as the reference does: %s', { timeout: 120_000 }, (_, options) => {
  const [rules, workloads] = [240, 80]
  const span = spanOf(buildSnapshot(varied(rules, workloads)), 'h')
  compareRuleset(span, { now: 0, ...options }, packets(workloads, 400).map(sentOn))
})
