import { MessageChannel, type Worker } from 'node:worker_threads'
import { servePort } from '@flowgate/dfe'
import {
  type AnyOperation,
  AppError,
  applyDocument,
  applyToDraft,
  compareViews,
  createDraft,
  draftChanges,
  draftFindings,
  exportDocument,
  planDocument,
  publishDraft,
  rebaseDraft,
  redoDraft,
  rollback,
  testPacket,
  undoDraft,
  type WantedState,
} from '@flowgate/shared'
import type { HostSpan } from './features/drafts/spans.read-model.ts'
import type { HeavyFailure, HeavyJob, HeavyTask, HeavyThreadData } from './heavy-messages.ts'
import type { HeavyAnswer, HeavyRequests } from './http/heavy-requests.ts'
import type { Platform } from './platform/platform.ts'
import { startWorker } from './platform/worker.ts'
import { createWorkerLane } from './platform/worker-lane.ts'

/** Work on large policy sets, in threads of its own. */
export interface HeavyWork extends HeavyRequests {
  /** A host's span of what is wanted, or null where this thread may well cut it itself. */
  span(hostId: string, wanted: WantedState): Promise<HostSpan | null>
  stop(): Promise<void>
}

/** Takes time that grows with its body. */
const BY_BODY: ReadonlySet<AnyOperation> = new Set<AnyOperation>([planDocument, applyDocument, applyToDraft])
/** Take time that grows with the policy set or the inventory, whatever is sent. */
const BY_ESTATE: ReadonlySet<AnyOperation> = new Set<AnyOperation>([
  exportDocument,
  compareViews,
  draftChanges,
  draftFindings,
  createDraft,
  publishDraft,
  rebaseDraft,
  undoDraft,
  redoDraft,
  rollback,
  testPacket,
])

/** About 300 rules: checked in 20 ms. */
const LARGE_BODY = 256 * 1024
/** Objects of the published set and of the largest open draft; workloads. */
const LARGE_POLICY = 2_000
const LARGE_INVENTORY = 5_000
const ASK_AGAIN_MS = 1_000

const REQUESTS_WAITING = 16
/** Hosts ask in turn, so hardly any wait. */
const SPANS_WAITING = 10_000
const PATIENCE_MS = 180_000
const IDLE_MS = 120_000
const HEAP_MB = 4_096

/** A body that has its buffer for itself need not be copied. */
const wholeBuffer = (body: Uint8Array | null): readonly ArrayBuffer[] =>
  body?.buffer instanceof ArrayBuffer && body.byteLength > 0 && body.byteLength === body.buffer.byteLength
    ? [body.buffer]
    : []

const revive = (failure: unknown): AppError => {
  const { code, detail, errors, context, cause } = failure as HeavyFailure
  return new AppError(code, {
    detail,
    errors,
    context,
    ...(cause === null ? {} : { cause: new Error(cause) }),
  })
}

/**
 * Two lanes, so that hosts need not wait for a document to be checked. Their threads start with the first heavy work and end
 * some time after the last: a small installation never has one.
 *
 * @param workloads how many the inventory has now
 * @param settled resolves when this thread sees what another one changed
 */
export const createHeavyWork = (
  platform: Platform,
  {
    workloads,
    settled,
  }: { readonly workloads: () => Promise<number>; readonly settled: () => Promise<unknown> },
): HeavyWork => {
  const { bus, clock, config, db, log, pool, version, databaseKind } = platform

  const start = (): Worker => {
    const { port1, port2 } = new MessageChannel()
    const hub = servePort(bus, port1)
    const databaseUrl = pool.options.connectionString ?? ''
    const workerData: HeavyThreadData = { config, version, databaseUrl, databaseKind, port: port2 }
    const worker = startWorker(new URL('./heavy.worker.ts', import.meta.url), {
      workerData,
      transferList: [port2],
      name: 'heavy work',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    worker.once('exit', () => hub.close())
    return worker
  }
  const lane = (name: string, mostWaiting: number) => {
    const onFault = (error: unknown) => log.error({ err: error }, `the thread for ${name} failed`)
    return createWorkerLane({
      name,
      start,
      mostWaiting,
      patienceMs: PATIENCE_MS,
      idleMs: IDLE_MS,
      revive,
      onFault,
    })
  }
  const requests = lane('work on large policy sets', REQUESTS_WAITING)
  const spans = lane('cutting of spans', SPANS_WAITING)

  let asked: { readonly at: number; readonly large: Promise<boolean> } | undefined
  const look = async (): Promise<boolean> => {
    if ((await workloads()) > LARGE_INVENTORY) return true
    const [row] = await db.$queryRaw<{ objects: bigint }[]>`
      SELECT (SELECT count(*) FROM "PolicyObjectVersion" WHERE "toRevision" IS NULL)
        + COALESCE((SELECT max(changes) FROM (
            SELECT count(*) AS changes FROM "DraftChange" c JOIN "Draft" d ON d.id = c."draftId"
            WHERE d.status = 'open' GROUP BY d.id) AS drafts), 0) AS objects`
    return Number(row?.objects ?? 0) > LARGE_POLICY
  }
  const isLarge = (): Promise<boolean> => {
    if (asked === undefined || performance.now() - asked.at > ASK_AGAIN_MS)
      asked = { at: performance.now(), large: look() }
    return asked.large
  }
  const job = (task: HeavyTask): HeavyJob => ({ now: clock.now(), task })

  return {
    takes: async (operation, bytes) => {
      if (BY_BODY.has(operation)) return bytes > LARGE_BODY || isLarge()
      return BY_ESTATE.has(operation) && isLarge()
    },
    carryOut: async (request, signal) => {
      const answer = await requests.run(job({ kind: 'request', request }), {
        handOver: wholeBuffer(request.body),
        signal,
      })
      asked = undefined
      // What was done is done, whether it is seen here by now or a little later.
      await settled().catch((error: unknown) => log.warn({ err: error }, 'could not follow the inventory'))
      return answer as HeavyAnswer
    },
    span: async (host, wanted) => {
      if (!(await isLarge())) return null
      return (await spans.run(job({ kind: 'span', host, wanted }))) as HostSpan
    },
    stop: async () => {
      await Promise.all([requests.stop(), spans.stop()])
    },
  }
}
