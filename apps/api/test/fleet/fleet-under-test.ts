import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createInProcessBus, encodeSpan } from '@flowgate/dfe'
import { buildSnapshot, type FlowgateDocument, spanFor } from '@flowgate/engine'
import { demoDocument } from '@flowgate/seed'
import {
  type AnyOperation,
  type Bus,
  type FlowReport,
  keys,
  type LiveEvent,
  type Output,
  type Parsed,
  subjects,
} from '@flowgate/shared'
import pino from 'pino'
import { createPolicyStore } from '../../src/features/drafts/store.read-model.ts'
import { createFleetFeature, type FleetFeature } from '../../src/features/fleet/fleet.feature.ts'
import {
  createInventoryReadModel,
  type InventoryReadModel,
} from '../../src/features/inventory/inventory.read-model.ts'
import { nextInventoryVersion } from '../../src/features/inventory/inventory-version.ts'
import { replaceInventory } from '../../src/features/inventory/workload-rows.ts'
import { type Actor, systemActor } from '../../src/http/actor.ts'
import { createAudit } from '../../src/http/audit.ts'
import type { Base } from '../../src/http/base.ts'
import { createMetrics } from '../../src/http/metrics.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { parseConfig } from '../../src/platform/config.ts'
import { createLiveHub } from '../../src/platform/events/live-hub.ts'
import { randomIds } from '../../src/platform/ids.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

type Content = Pick<FlowgateDocument, 'policies'>
type ScopedActor = Pick<Actor, 'scope'>

/** The fleet feature with real hosts in real workers over a real database; policy comes from documents. */
export interface FleetUnderTest {
  readonly database: TestDatabase
  readonly bus: Bus
  readonly events: LiveEvent[]
  readonly reports: FlowReport[]
  fleet: FleetFeature
  /** Makes the next revision: the demo's policy set, changed. Resolves when it is told to the fleet. */
  publish(change?: (document: FlowgateDocument) => Content): Promise<number>
  call<O extends AnyOperation>(
    operation: O,
    input: Partial<Parsed<O>>,
    scope?: ScopedActor['scope'],
  ): Promise<Output<O>>
  /** Ends the Manager's part as a crash would leave it to the next start, and starts another on the same database. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Waits until `check` gives something true, looking again and again. @throws what it saw last after `patienceMs` */
export const until = async <T>(check: () => Promise<T> | T, patienceMs = 15_000): Promise<T> => {
  const end = Date.now() + patienceMs
  for (;;) {
    const value = await check()
    if (value) return value
    if (Date.now() > end) throw new Error('the condition did not come true')
    await sleep(10)
  }
}

const emptyInventory = { sites: [], clusters: [], hosts: [], segments: [], workloads: [] }

export const startFleet = async (): Promise<FleetUnderTest> => {
  const database = await createTestDatabase()
  const { prisma, pool } = database
  const dataDir = mkdtempSync(join(tmpdir(), 'flowgate-fleet-'))
  const config = parseConfig({ FLOWGATE_DATA_DIR: dataDir, LOG_LEVEL: 'silent' })
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  const events: LiveEvent[] = []
  const reports: FlowReport[] = []
  const documents = new Map<number, FlowgateDocument>()
  let head = { number: 0, publishedAt: 0 }

  await prisma.$transaction(async (tx) => {
    await nextInventoryVersion(tx)
    await replaceInventory(tx, emptyInventory, demoDocument().inventory)
  })

  const build = async () => {
    const bus = createInProcessBus({ onError: (error, subject) => log.error({ err: error, subject }) })
    const live = createLiveHub(bus, randomIds)
    const base: Base = {
      config,
      version: '0.0.0-test',
      log,
      db: prisma,
      pool,
      databaseKind: 'embedded',
      bus,
      clock: systemClock,
      ids: randomIds,
      live,
      stopping: new AbortController().signal,
      audit: createAudit(),
      metrics: createMetrics(),
    }
    bus.subscribe(subjects.live, (payload) => events.push(payload as LiveEvent))
    const inventory: InventoryReadModel = createInventoryReadModel(base)
    await inventory.start()
    const announce = async (at: number): Promise<void> =>
      bus.put(keys.wanted, {
        revision: head.number,
        inventoryVersion: (await inventory.current()).version,
        at,
      })
    const fleet = createFleetFeature(base, {
      inventory,
      policies: createPolicyStore(base),
      flows: { store: async (report) => void reports.push(report) },
      spans: {
        span: async (host) => {
          const document = documents.get(head.number)
          if (document === undefined) throw new Error(`revision ${head.number} is not known`)
          const { version: inventoryVersion } = await inventory.current()
          const span = spanFor(buildSnapshot(document), host, { revision: head.number, inventoryVersion })
          return {
            wanted: { revision: head.number, inventoryVersion, at: head.publishedAt },
            span: encodeSpan(span),
          }
        },
      },
    })
    await announce(head.publishedAt)
    await fleet.start?.()
    return { bus, live, inventory, fleet, announce }
  }

  let running: Awaited<ReturnType<typeof build>> | undefined
  const current = () => {
    if (running === undefined) throw new Error('the fleet is not started')
    return running
  }
  const stop = async () => {
    const { fleet, inventory, live, bus } = current()
    await fleet.stop?.()
    await inventory.stop()
    live.close()
    await bus.close()
  }
  const addRevision = async (change: (document: FlowgateDocument) => Content) => {
    const number = head.number + 1
    const document = demoDocument()
    documents.set(number, { ...document, ...change(document) })
    const row = await prisma.revision.create({
      data: { number, hash: String(number), authorName: 'test', changes: [], counts: {} },
    })
    head = { number, publishedAt: row.publishedAt.getTime() }
  }

  await addRevision(({ policies }) => ({ policies }))
  running = await build()

  return {
    database,
    get bus() {
      return current().bus
    },
    events,
    reports,
    get fleet() {
      return current().fleet
    },
    publish: async (change = ({ policies }) => ({ policies })) => {
      await addRevision(change)
      await current().announce(head.publishedAt)
      return head.number
    },
    call: async (operation, input, scope = []) => {
      const route = current().fleet.routes.find((each) => each.operation.id === operation.id)
      if (route?.answer !== 'json') throw new Error(`there is no route for ${operation.id}`)
      const answer = await route.run({
        params: undefined,
        query: { limit: 50 },
        body: undefined,
        ...input,
        actor: { ...systemActor(), scope },
        ifMatch: null,
        signal: new AbortController().signal,
        http: { requestHeaders: new Headers(), addResponseHeader: () => {} },
        stream: process.stdin,
      })
      return operation.response?.parse(answer) as Output<typeof operation>
    },
    restart: async () => {
      await stop()
      running = await build()
    },
    close: async () => {
      await stop()
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
