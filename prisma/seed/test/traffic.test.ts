import { describe, expect, it } from 'vitest'
import { createTrafficModel, demoInventory, largeEstate } from '../index.ts'

const START = Date.UTC(2026, 10, 23, 10)
const MINUTE = 60_000

describe('live traffic', () => {
  const inventory = demoInventory()
  const model = createTrafficModel(1, inventory)
  const hour = model.attempts(START, START + 60 * MINUTE)

  it('gives adjoining windows what one window over both gives, however it is cut', () => {
    const whole = model.attempts(START, START + 10 * MINUTE)
    for (const step of [777, 10_000, 61_234]) {
      const parts = []
      for (let at = START; at < START + 10 * MINUTE; at += step) {
        parts.push(...model.attempts(at, Math.min(at + step, START + 10 * MINUTE)))
      }
      expect(parts).toEqual(whole)
    }
  })

  it('is the same in another process: another model of the same seed and inventory', () => {
    expect(createTrafficModel(1, demoInventory()).attempts(START, START + MINUTE)).toEqual(
      model.attempts(START, START + MINUTE),
    )
    expect(createTrafficModel(2, inventory).attempts(START, START + MINUTE)).not.toEqual(
      model.attempts(START, START + MINUTE),
    )
  })

  it('keeps both estates, the tutorial and the outside talking', () => {
    const seen = (source: string, destination: string) =>
      hour.filter(
        (each) =>
          each.source.workload?.startsWith(source) && each.destination.workload?.startsWith(destination),
      ).length
    expect(seen('shop-web-', 'shop-app-')).toBeGreaterThan(500)
    expect(seen('frontend-', 'productcatalogservice-')).toBeGreaterThan(500)
    expect(seen('vm-123', 'vm-456')).toBeGreaterThan(150)
    expect(seen('vm-456', 'vm-123')).toBeGreaterThan(150)
    expect(hour.some((each) => each.source.workload === null)).toBe(true)
    expect(hour.some((each) => each.destination.workload === null)).toBe(true)
    expect(hour.some((each) => each.packet.source.includes(':'))).toBe(true)
  })

  it('pings with echo requests and opens TCP from an ephemeral port', () => {
    const ping = hour.find((each) => each.source.workload === 'vm-123' && each.protocol === 1)
    expect(ping?.packet.l4).toEqual({ protocol: 'icmp', type: 8, code: 0 })
    const web = hour.find((each) => each.port === 8080)?.packet.l4
    expect(web).toMatchObject({ protocol: 'tcp', destinationPort: 8080 })
    expect(web?.protocol === 'tcp' && web.sourcePort).toBeGreaterThanOrEqual(49_152)
  })

  it('follows the inventory: what is gone or off is silent, a new address is used', () => {
    const changed = {
      ...inventory,
      workloads: inventory.workloads
        .filter((workload) => workload.id !== 'shop-web-01')
        .map((workload) => {
          if (workload.id === 'shop-web-02') return { ...workload, powerState: 'off' as const }
          if (workload.id !== 'vm-123') return workload
          return { ...workload, vnics: workload.vnics.map((vnic) => ({ ...vnic, addresses: ['10.99.0.1'] })) }
        }),
    }
    const attempts = createTrafficModel(1, changed).attempts(START, START + 60 * MINUTE)
    const names = new Set(attempts.flatMap((each) => [each.source.workload, each.destination.workload]))
    expect(names.has('shop-web-01') || names.has('shop-web-02')).toBe(false)
    expect(names.has('shop-web-03')).toBe(true)
    expect(attempts.find((each) => each.source.workload === 'vm-123')?.packet.source).toBe('10.99.0.1')
  })

  it('can be asked for one source only, and louder', () => {
    const ofVm = createTrafficModel(1, inventory, { source: (end) => end.workload === 'vm-123' })
    const alone = ofVm.attempts(START, START + 60 * MINUTE)
    expect(alone).toEqual(hour.filter((each) => each.source.workload === 'vm-123'))
    const louder = createTrafficModel(1, inventory, { intensity: 3 }).attempts(START, START + 10 * MINUTE)
    expect(louder.length).toBeGreaterThan(2.5 * model.attempts(START, START + 10 * MINUTE).length)
  })
})

describe('large estate', () => {
  it('has the asked-for sizes and unique addresses', () => {
    const { inventory, policySet, flows } = largeEstate({
      workloads: 10_000,
      rules: 5_000,
      flows: 20_000,
      seed: 3,
    })
    expect(inventory.workloads).toHaveLength(10_000)
    expect(inventory.hosts).toHaveLength(250)
    expect(policySet.policies.flatMap((policy) => policy.rules)).toHaveLength(5_000)
    expect([...flows]).toHaveLength(20_000)
    expect([...flows]).toEqual([...flows])
    const addresses = inventory.workloads.flatMap((workload) =>
      workload.vnics.flatMap((vnic) => vnic.addresses),
    )
    expect(new Set(addresses).size).toBe(20_000)
  })

  it('refuses sizes that make no sense', () => {
    expect(() => largeEstate({ workloads: 0, rules: 1, flows: 1, seed: 1 })).toThrow(/`workloads` is 0/)
    expect(() => largeEstate({ workloads: 1, rules: -1, flows: 1, seed: 1 })).toThrow(/negative/)
  })
})
