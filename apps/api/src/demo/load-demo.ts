import { setImmediate } from 'node:timers/promises'
import { buildSnapshot, evaluate } from '@flowgate/engine'
import type { DecidedFlow } from '@flowgate/seed'
import type { Publishing } from '../features/drafts/publishing.read-model.ts'
import type { PolicyStore } from '../features/drafts/store.read-model.ts'
import {
  decideReported,
  type FlowWriter,
  HOUR_MS,
  type NewFlowRow,
} from '../features/flows/flows.read-model.ts'
import { type InventoryWriter, readInventory } from '../features/inventory/inventory.read-model.ts'
import { systemActor } from '../http/actor.ts'
import type { Audit } from '../http/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { DemoEstate } from '../platform/config.ts'
import type { Db, Tx } from '../platform/db.ts'
import { contentOf } from './demo-content.ts'
import { type DemoOptions, estateDocument, estateFlows } from './demo-estate.ts'

export type { DemoOptions } from './demo-estate.ts'

export interface DemoPorts {
  readonly db: Db
  readonly audit: Audit
  readonly clock: Clock
  readonly store: PolicyStore
  readonly publishing: Publishing
  readonly inventory: InventoryWriter
  readonly flows: FlowWriter
  readonly progress: (message: string) => void
}

const TIMEOUT_MS = 30 * 60_000
const ROWS_AT_ONCE = 5_000
const TELL_ROWS = 50_000

const isEmpty = async (tx: Tx): Promise<boolean> => {
  const counts = await Promise.all([
    tx.workload.count(),
    tx.host.count(),
    tx.revision.count(),
    tx.flowImport.count(),
    tx.draft.count(),
  ])
  return counts.every((count) => count === 0)
}

const rowOf = (flow: DecidedFlow, revision: number): NewFlowRow => ({
  hour: Math.floor(flow.firstSeen / HOUR_MS) * HOUR_MS,
  origin: 'recorded',
  importId: null,
  sourceAddress: flow.source,
  destinationAddress: flow.destination,
  sourceWorkload: flow.sourceWorkload,
  destinationWorkload: flow.destinationWorkload,
  sourceName: flow.sourceWorkload === null ? flow.sourceName : null,
  destinationName: flow.destinationWorkload === null ? flow.destinationName : null,
  protocol: flow.protocol,
  port: flow.port,
  ...decideReported(flow.decision, revision),
  sessions: flow.sessions,
  bytes: flow.bytes,
  packets: flow.packets,
  firstSeen: flow.firstSeen,
  lastSeen: flow.lastSeen,
  appId: flow.appId,
  userName: flow.user,
  process: flow.process,
})

/** While the database stores a piece, the next one is made. */
const storeFlows = async (
  tx: Tx,
  { flows, progress }: DemoPorts,
  recorded: Iterable<DecidedFlow>,
  revision: number,
): Promise<number> => {
  const seq = await flows.next(tx)
  let writing: Promise<void> = Promise.resolve()
  let piece: NewFlowRow[] = []
  let stored = 0
  const store = async () => {
    const rows = flows.merge(piece)
    await writing
    stored += piece.length
    if (stored % TELL_ROWS < piece.length) progress(`demo estate: ${stored} flows stored`)
    piece = []
    writing = flows.write(tx, seq, rows)
    // Its failure is seen where it is waited for; and it has to be on its way before the next piece takes the thread.
    writing.catch(() => {})
    await setImmediate()
  }
  for (const flow of recorded) {
    piece.push(rowOf(flow, revision))
    if (piece.length >= ROWS_AT_ONCE) await store()
  }
  if (piece.length > 0) await store()
  await writing
  return stored
}

/**
 * Loads the demo estate into an empty installation: inventory, first revision, recorded flows. All of it in one transaction: a
 * Manager that dies in the middle leaves an empty installation, and its next start loads again. Does nothing where anything is
 * there already. Returns whether it loaded.
 */
export const loadDemo = async (
  ports: DemoPorts,
  estate: DemoEstate,
  options: DemoOptions = {},
): Promise<boolean> => {
  const { db, audit, clock, store, publishing, inventory, progress } = ports
  if ((await db.demoLoad.count()) > 0 || !(await isEmpty(db))) return false
  const actor = systemActor('demo')
  const published = await db.$transaction(
    async (tx) => {
      await publishing.lock(tx)
      const version = await inventory.nextVersion(tx)
      // Another replica may have been quicker.
      if (!(await isEmpty(tx))) return null
      const document = estateDocument(estate)
      progress(`demo estate: ${document.inventory.workloads.length} workloads`)
      const before = await readInventory(tx)
      await inventory.replace(tx, before.inventory, document.inventory)
      const after = contentOf(document)
      const loaded = await readInventory(tx)
      const head = await store.head(tx)
      const result = await publishing.write(tx, {
        actor,
        note: 'First policy set of the demo estate',
        head,
        before: await store.revision(head.number, tx),
        after,
        inventory: loaded,
      })
      progress(`demo estate: ${document.policies.length} policies published as revision ${result.revision}`)
      const snapshot = buildSnapshot(document)
      const now = clock.now()
      const recorded = estateFlows(
        estate,
        now,
        (packet, at) => evaluate(snapshot, packet, { now: at }),
        options,
      )
      const flows = await storeFlows(tx, ports, recorded, result.revision)
      await tx.demoLoad.create({ data: { estate, loadedAt: new Date(now) } })
      const object = { kind: 'demo', id: estate, name: `Demo estate ${estate}` }
      await audit.record(tx, actor, {
        action: 'demo.loaded',
        object,
        after: { workloads: document.inventory.workloads.length, inventoryVersion: version, flows },
      })
      progress(`demo estate: ${flows} flows stored`)
      return result
    },
    { timeout: TIMEOUT_MS, maxWait: 60_000 },
  )
  if (published === null) return false
  store.rememberRevision(published.revision, published.content)
  return true
}
