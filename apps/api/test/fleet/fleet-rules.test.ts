import type { RealizationReport } from '@flowgate/shared'
import { describe, expect, test } from 'vitest'
import { applyHeartbeat, applyReport, type HostState, UNSEEN } from '../../src/features/fleet/host-state.ts'
import { spreadOf } from '../../src/features/fleet/latency.ts'
import { realizationOf, SILENCE_MS } from '../../src/features/fleet/realization.ts'

const NOW = 1_000_000
const state = (more: Partial<HostState>): HostState => ({
  ...UNSEEN,
  realizedRevision: 3,
  realizedInventory: 5,
  lastSeen: NOW,
  ...more,
})
const wanted = (revision: number, inventoryVersion = 5) => ({ revision, inventoryVersion, at: 0 })
const report = (more: Partial<RealizationReport>): RealizationReport => ({
  host: 'h',
  revision: 4,
  inventoryVersion: 5,
  state: 'realized',
  error: null,
  at: NOW,
  latencyMs: 40,
  compileMs: 1,
  rules: 2,
  workloads: 3,
  ...more,
})

describe('realization', () => {
  const away = NOW - SILENCE_MS - 1
  test.each([
    ['realized', 'runs what is wanted', state({}), wanted(3)],
    ['realized', 'silent, but runs what is wanted', state({ lastSeen: away }), wanted(3)],
    ['realized', 'failed before, runs it now', state({ failedRevision: 2 }), wanted(3)],
    ['pending', 'an older revision, heard of', state({}), wanted(4)],
    ['pending', 'an older inventory, heard of', state({}), wanted(3, 6)],
    ['pending', 'failed at another revision', state({ failedRevision: 4 }), wanted(5)],
    ['failed', 'failed at the wanted one', state({ failedRevision: 4 }), wanted(4)],
    ['stale', 'behind and silent', state({ lastSeen: away }), wanted(4)],
    ['stale', 'failed, then silent', state({ failedRevision: 4, lastSeen: away }), wanted(4)],
    ['stale', 'never heard of', state({ lastSeen: null, realizedRevision: null }), wanted(4)],
  ] as const)('%s: %s', (expected, _why, host, target) => {
    expect(realizationOf(host, target, NOW, 0)).toBe(expected)
  })

  test('whoever listens for less than three heartbeats cannot tell that a host is silent', () => {
    expect(realizationOf(state({ lastSeen: null }), wanted(4), NOW, NOW - 100)).toBe('pending')
  })
})

describe('what a report changes', () => {
  test('a new revision: state, latency and a line of history', () => {
    const result = applyReport(state({}), report({}), NOW + 5)
    expect(result.state).toMatchObject({
      realizedRevision: 4,
      realizedAt: NOW,
      latencyMs: 40,
      lastSeen: NOW + 5,
    })
    expect(result.line).toEqual({ revision: 4, at: NOW, latencyMs: 40, error: null })
  })

  test('the same revision over a newer inventory: no line, the latency of the publish stays', () => {
    const before = state({ latencyMs: 12 })
    const result = applyReport(before, report({ revision: 3, inventoryVersion: 6, latencyMs: 999 }), NOW)
    expect(result).toMatchObject({ line: null, state: { realizedInventory: 6, latencyMs: 12 } })
  })

  test('the same failure again: no line', () => {
    const failure = report({ state: 'failed', error: 'no memory', latencyMs: null })
    const first = applyReport(state({}), failure, NOW)
    expect(first.line).toMatchObject({ revision: 4, error: 'no memory' })
    expect(first.state).toMatchObject({ realizedRevision: 3, failedRevision: 4, error: 'no memory' })
    expect(applyReport(first.state, failure, NOW).line).toBeNull()
    expect(applyReport(first.state, { ...failure, error: 'no disk' }, NOW).line).not.toBeNull()
  })

  test('a revision that failed and then succeeded: a line for each', () => {
    const failed = applyReport(state({}), report({ state: 'failed', error: 'x' }), NOW)
    const realized = applyReport(failed.state, report({}), NOW)
    expect(realized).toMatchObject({ line: { error: null }, state: { error: null, failedRevision: null } })
  })

  test('a heartbeat heals a lost report, and an old one does not undo a newer report', () => {
    const beat = {
      host: 'h',
      datapath: 'simulated',
      at: NOW,
      revision: 4,
      inventoryVersion: 5,
      connections: 7,
      dropped: 0,
    } as const
    expect(applyHeartbeat(state({}), beat, NOW)).toMatchObject({ realizedRevision: 4, connections: 7 })
    const late = applyHeartbeat(state({ reportedAt: NOW + 1 }), beat, NOW)
    expect(late).toMatchObject({ realizedRevision: 3, connections: 7 })
  })
})

test.each([
  [[], null, null, null, []],
  [[7], 7, 7, 7, [[10, 1]]],
  [
    [5, 12, 13, 80],
    12,
    80,
    80,
    [
      [10, 1],
      [25, 2],
      [50, 0],
      [100, 1],
    ],
  ],
] as const)('latencies %j spread', (latencies, p50, p95, max, bars) => {
  const { histogram, ...rest } = spreadOf(latencies)
  expect(rest).toEqual({ p50Ms: p50, p95Ms: p95, maxMs: max })
  expect(histogram.map(({ upToMs, hosts }) => [upToMs, hosts])).toEqual(bars)
})

test('a host that took longer than the last bar gets a bar of its own', () => {
  expect(spreadOf([5, 4_000_000]).histogram.at(-1)).toEqual({ upToMs: 4_000_000, hosts: 1 })
})
