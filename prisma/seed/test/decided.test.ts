import { buildSnapshot, checkDocument, evaluate } from '@flowgate/engine'
import { describe, expect, it } from 'vitest'
import { type DecidedFlow, demoDocument, demoFlows, largeEstate, makeDocument, packetOf } from '../index.ts'

const NOW = Date.UTC(2026, 10, 22, 23, 30)

describe('the demo, decided by the engine', () => {
  const document = demoDocument()
  const snapshot = buildSnapshot(document)
  const flows = [...demoFlows({ now: NOW, decide: (packet, at) => evaluate(snapshot, packet, { now: at }) })]
  const sessions = (keep: (flow: DecidedFlow) => boolean) =>
    flows.filter(keep).reduce((sum, flow) => sum + flow.sessions, 0)

  it('is a valid document', () => {
    expect(checkDocument(document)).toEqual([])
    expect(document.inventory.hosts).toHaveLength(15)
    expect(document.inventory.workloads).toHaveLength(130)
  })

  it('has allowed, denied and unprotected traffic in good measure', () => {
    const all = flows.length
    const byRule = flows.filter((flow) => flow.verdict === 'allowed' && flow.decision.rule !== null).length
    const unprotected = flows.filter(
      (flow) => flow.verdict === 'allowed' && flow.decision.why === 'default-rule',
    ).length
    const denied = flows.filter((flow) => flow.verdict === 'denied').length
    expect(byRule / all).toBeGreaterThan(0.5)
    expect(unprotected / all).toBeGreaterThan(0.1)
    expect(denied).toBeGreaterThan(3_000)
  })

  it('gives each flow the verdict and rule that the engine gives its packet', () => {
    for (let index = 0; index < flows.length; index += 997) {
      const flow = flows[index]
      if (flow === undefined) continue
      const verdict = evaluate(snapshot, packetOf(flow), { now: flow.lastSeen })
      const deciding = verdict.evaluations.find((each) => each.point === verdict.decidedAt)
      expect(flow.verdict).toBe(verdict.action === 'allow' ? 'allowed' : 'denied')
      expect(flow.decision.rule).toBe(deciding?.rule ?? null)
    }
  })

  it('denies scanners and development to card data, and keeps only the tries of it', () => {
    const rules = new Set(flows.filter((flow) => flow.verdict === 'denied').map((flow) => flow.decision.rule))
    for (const rule of ['drop-known-scanners', 'dev-to-pci', 'dev-to-databases', 'pay-db-closed']) {
      expect(rules).toContain(rule)
    }
    expect(flows.every((flow) => flow.verdict === 'allowed' || flow.packets <= 3 * flow.sessions)).toBe(true)
  })

  it('leaves hr to the database of shop, and the pings of the tutorial, to the default rule', () => {
    const ofDefault = (source: string, destination: string, port: number) =>
      flows.filter(
        (flow) =>
          flow.sourceWorkload?.startsWith(source) &&
          flow.destinationWorkload?.startsWith(destination) &&
          flow.port === port &&
          flow.verdict === 'allowed' &&
          flow.decision.why === 'default-rule',
      ).length
    expect(ofDefault('hr-app-', 'shop-db-', 5432)).toBeGreaterThan(100)
    expect(ofDefault('vm-123', 'vm-456', 2048)).toBeGreaterThan(700)
    expect(ofDefault('vm-456', 'vm-123', 2048)).toBeGreaterThan(700)
  })

  it('never loses a recorded call of online boutique', () => {
    expect(sessions((flow) => flow.sourceWorkload?.startsWith('frontend-') ?? false)).toBeGreaterThanOrEqual(
      9_255,
    )
    expect(sessions((flow) => flow.appId === 'grpc')).toBe(10_228)
    expect(flows.every((flow) => flow.appId !== 'grpc' || flow.verdict === 'allowed')).toBe(true)
  })
})

describe('a large estate', () => {
  it('is a valid document', () => {
    const { inventory, policySet } = largeEstate({ workloads: 1_000, rules: 1_000, flows: 0, seed: 5 })
    expect(checkDocument(makeDocument({ inventory, ...policySet }))).toEqual([])
  })
})
