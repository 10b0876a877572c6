/**
 * How long a publish takes to be realized: demo estate (15 hosts) and 1,000 simulated hosts, each a whole DFE, in the worker
 * threads that the Manager uses, with spans cut by the engine on the Manager's own thread.
 *
 *   pnpm bench fleet [HOSTS] [WORKLOADS] [RULES]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInProcessBus, encodeSpan } from '@flowgate/dfe'
import { buildSnapshot, type FlowgateDocument, resolveGroups, type Snapshot, spanFor } from '@flowgate/engine'
import { demoDocument, largeEstate, makeDocument } from '@flowgate/seed'
import { keys, type RealizationReport, realizationReport, subjects, type WantedState } from '@flowgate/shared'
import pino from 'pino'
import { spreadOf } from '../src/features/fleet/latency.ts'
import { createSimulatedFleet } from '../src/features/fleet/simulated-fleet.ts'
import { serveSpans } from '../src/features/fleet/span-server.ts'

const ROUNDS = 5

interface Result {
  readonly hosts: number
  readonly workloads: number
  readonly rules: number
  /** Of all rounds and hosts, from the decision to publish until the Manager has the host's report. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly maxMs: number | null
  readonly compileP50Ms: number | null
  /** On the Manager's thread: building the snapshot once a publish, and the longest pause of everything else. */
  readonly snapshotMs: number
  readonly longestPauseMs: number
  readonly targetP95Ms: number
}

const median = (values: readonly number[]): number => spreadOf(values).p50Ms ?? 0

const measure = async (document: FlowgateDocument, targetP95Ms: number): Promise<Result> => {
  const bus = createInProcessBus({ onError: (error) => console.error(error) })
  const log = pino({ level: 'error' }, pino.destination(2))
  // The Manager keeps the resolution up to date as the inventory changes; a publish builds the rest.
  const resolution = resolveGroups(document)
  const snapshotTimes: number[] = []
  let wanted: WantedState = { revision: 1, inventoryVersion: 1, at: Date.now() }
  let built: { revision: number; snapshot: Snapshot } | undefined

  const snapshot = (): Snapshot => {
    if (built?.revision !== wanted.revision) {
      const began = performance.now()
      built = { revision: wanted.revision, snapshot: buildSnapshot(document, resolution) }
      snapshotTimes.push(performance.now() - began)
    }
    return built.snapshot
  }
  serveSpans({
    bus,
    inventory: async () => ({ version: 1, inventory: document.inventory }),
    spans: {
      span: async (host) => {
        const { revision, inventoryVersion } = wanted
        return { wanted, span: encodeSpan(spanFor(snapshot(), host, { revision, inventoryVersion })) }
      },
    },
  })

  const ids = document.inventory.hosts.map(({ id }) => id)
  const latencies: number[] = []
  const compiles: number[] = []
  let waiting = new Set<string>()
  let done = (): void => {}
  const onReport = (report: RealizationReport): void => {
    if (report.revision !== wanted.revision || !waiting.delete(report.host)) return
    if (report.state === 'failed') throw new Error(report.error ?? 'a host failed')
    latencies.push(Date.now() - wanted.at)
    compiles.push(report.compileMs ?? 0)
    if (waiting.size === 0) done()
  }
  bus.subscribe(subjects.realization, (payload) => onReport(realizationReport.parse(payload)))

  const publish = (revision: number): Promise<void> => {
    waiting = new Set(ids)
    wanted = { revision, inventoryVersion: 1, at: Date.now() }
    bus.put(keys.wanted, wanted)
    return new Promise((resolve) => {
      done = resolve
    })
  }

  const fleet = createSimulatedFleet({ bus, log, workers: 2, spanFolder: null, traffic: false })
  fleet.follow(new Map(ids.map((id) => [id, 'online'])))
  fleet.start()
  await publish(1)
  await publish(2)
  latencies.length = 0
  compiles.length = 0
  snapshotTimes.length = 0

  const pauses = monitorEventLoopDelay({ resolution: 1 })
  pauses.enable()
  for (let round = 0; round < ROUNDS; round += 1) await publish(round + 3)
  pauses.disable()
  await fleet.stop()
  await bus.close()

  const { p50Ms, p95Ms, maxMs } = spreadOf(latencies)
  return {
    hosts: ids.length,
    workloads: document.inventory.workloads.length,
    rules: document.policies.reduce((sum, policy) => sum + policy.rules.length, 0),
    p50Ms,
    p95Ms,
    maxMs,
    compileP50Ms: median(compiles),
    snapshotMs: median(snapshotTimes),
    longestPauseMs: pauses.max / 1e6,
    targetP95Ms,
  }
}

/** The large estate with its workloads dealt out to so many hosts. */
const large = (hosts: number, workloads: number, rules: number): FlowgateDocument => {
  const { inventory, policySet } = largeEstate({ workloads, rules, flows: 0, seed: 1 })
  const ids = Array.from({ length: hosts }, (_, index) => `host-${String(index + 1).padStart(4, '0')}`)
  return makeDocument({
    ...policySet,
    inventory: {
      ...inventory,
      hosts: ids.map((id) => ({ id, name: id, cluster: null })),
      workloads: inventory.workloads.map((workload, index) => ({
        ...workload,
        host: ids[index % hosts] ?? null,
      })),
    },
  })
}

const [hosts = 1_000, workloads = 25_000, rules = 1_000] = process.argv.slice(2).map(Number)
const results = {
  demo: await measure(demoDocument(), 250),
  large: await measure(large(hosts, workloads, rules), 2_000),
}
console.log(JSON.stringify(results, null, 2))
