import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import {
  AppError,
  type FlowImport,
  type getImport,
  type importFlows,
  type LiveEvent,
  type Output,
  type Page,
  type PageQuery,
  type Parsed,
} from '@flowgate/shared'
import { z } from 'zod'
import type { Actor } from '../../../http/actor.ts'
import type { Audit } from '../../../http/audit.ts'
import { pageInMemory } from '../../../http/paging.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { LiveEvents } from '../../../platform/events/live-events.ts'
import type { Ids } from '../../../platform/ids.ts'
import type { InventoryReadModel } from '../../inventory/inventory.read-model.ts'
import { decideRecorded } from '../flow-state.ts'
import { HOUR_MS, type NewFlowRow } from '../memory/flow-row.ts'
import type { NamedPolicy } from '../published-policy.ts'
import { flowKey, nextFlowWrite, writeFlows } from '../store/flow-writes.ts'
import { IMPORT_COLUMNS, importItem } from './import-item.ts'
import { createJudge } from './judge.ts'
import { checkUpload, type ReadUpload, readUpload } from './read-upload.ts'

export interface ImportPorts {
  readonly db: Db
  readonly audit: Audit
  readonly live: LiveEvents
  readonly clock: Clock
  readonly ids: Ids
  readonly inventory: InventoryReadModel
  readonly policy: () => Promise<NamedPolicy>
  /** Called after flows were written or taken away; resolves when reads see it. */
  readonly changed: () => Promise<void>
  /** Bytes of decompressed content. */
  readonly maxBytes: number
}

type ImportQuery = Parsed<typeof importFlows>['query']

export interface ImportService {
  list(query: PageQuery, actor: Actor): Promise<Page<FlowImport>>
  get(id: string, actor: Actor): Promise<Output<typeof getImport>>
  /** All or nothing: a file that fails, or a client that goes away, leaves nothing behind. */
  run(
    stream: Readable,
    query: ImportQuery,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<Output<typeof importFlows>>
  undo(id: string, actor: Actor): Promise<FlowImport>
}

const noSuchImport = (id: string) => new AppError('not_found', { detail: `there is no import \`${id}\`` })
const storedLines = z.array(z.object({ line: z.number(), reason: z.string(), text: z.string() }))

const PROGRESS_MS = 250
const SLICE_MS = 8
const STORE_TIMEOUT_MS = 30 * 60_000

export const createImportService = (ports: ImportPorts): ImportService => {
  const { db, audit, live, clock, ids, inventory, policy, changed, maxBytes } = ports

  /** Rows with their identities; gives other requests their turn while it judges. */
  const rowsOf = async (importId: string, { result }: ReadUpload): Promise<Map<string, NewFlowRow>> => {
    const [now, published] = [await inventory.current(), await policy()]
    const judge = createJudge(published.document(now))
    const rows = new Map<string, NewFlowRow>()
    let sliceBegan = performance.now()
    for (const record of result.aggregate.rows()) {
      const { verdict, user, ...seen } = record
      const row: NewFlowRow = {
        hour: Math.floor(record.firstSeen / HOUR_MS) * HOUR_MS,
        origin: 'imported',
        importId,
        sourceAddress: seen.source,
        destinationAddress: seen.destination,
        sourceWorkload: now.workloadAt(seen.source) ?? null,
        destinationWorkload: now.workloadAt(seen.destination) ?? null,
        sourceName: seen.sourceName,
        destinationName: seen.destinationName,
        protocol: seen.protocol,
        port: seen.port,
        ...decideRecorded(verdict, judge(record), published.revision),
        sessions: seen.sessions,
        bytes: seen.bytes,
        packets: seen.packets,
        firstSeen: seen.firstSeen,
        lastSeen: seen.lastSeen,
        appId: seen.appId,
        userName: user,
        process: seen.process,
      }
      // The aggregate has one row for each identity, except where only its verdict differed and ours now does not.
      const key = flowKey(row)
      const known = rows.get(key)
      rows.set(key, known === undefined ? row : added(known, row))
      if (performance.now() - sliceBegan > SLICE_MS) {
        await setImmediate()
        sliceBegan = performance.now()
      }
    }
    return rows
  }

  const store = (
    id: string,
    query: ImportQuery,
    read: ReadUpload,
    rows: ReadonlyMap<string, NewFlowRow>,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<{ row: Parameters<typeof importItem>[0]; repeated: boolean }> =>
    db.$transaction(
      async (tx) => {
        const began = performance.now()
        const seq = await nextFlowWrite(tx)
        const { contentHash, result } = read
        const earlier = await tx.flowImport.findFirst({
          where: { contentHash, status: 'done' },
          select: IMPORT_COLUMNS,
        })
        if (earlier !== null) return { row: earlier, repeated: true }
        await writeFlows(tx, seq, rows)
        signal.throwIfAborted()
        const row = await tx.flowImport.create({
          data: {
            id,
            fileName: query.fileName,
            format: result.format ?? query.format,
            contentHash,
            status: 'done',
            bytes: read.bytes,
            records: result.records,
            skipped: result.skipped,
            badLines: result.badLines,
            lines: result.bad.map(({ line, reason, text }) => ({ line, reason, text: storable(text) })),
            flows: rows.size,
            firstSeen: rows.size === 0 ? null : new Date(result.aggregate.firstSeen),
            lastSeen: rows.size === 0 ? null : new Date(result.aggregate.lastSeen),
            importedBy: actor.name,
            importedAt: new Date(clock.now()),
            parseMs: read.parseMs,
            storeMs: performance.now() - began,
          },
        })
        const { lines: _, ...after } = row
        const object = { kind: 'flow-import', id, name: query.fileName }
        await audit.record(tx, actor, { action: 'flow-import.created', object, after })
        signal.throwIfAborted()
        return { row, repeated: false }
      },
      { timeout: STORE_TIMEOUT_MS, maxWait: 60_000 },
    )

  const refuseScoped = (id: string, actor: Actor): void => {
    if (actor.scope.length > 0) throw noSuchImport(id)
  }

  return {
    // Names and counts of files tell of what the account may not see.
    list: async (query, actor) => {
      const rows =
        actor.scope.length > 0
          ? []
          : await db.flowImport.findMany({
              select: IMPORT_COLUMNS,
              orderBy: { importedAt: 'desc' },
              take: 10_000,
            })
      return pageInMemory(rows.map(importItem), query, {
        id: (item) => item.id,
        otherwise: '-importedAt',
        texts: (item) => [item.fileName, item.format, item.importedBy, item.status],
        sorts: {
          importedAt: (item) => item.importedAt,
          fileName: (item) => item.fileName,
          format: (item) => item.format,
          status: (item) => item.status,
          importedBy: (item) => item.importedBy,
          bytes: (item) => item.bytes,
          records: (item) => item.records,
          badLines: (item) => item.badLines,
          flows: (item) => item.flows,
        },
      })
    },

    get: async (id, actor) => {
      refuseScoped(id, actor)
      const row = await db.flowImport.findUnique({ where: { id } })
      if (row === null) throw noSuchImport(id)
      return { ...importItem(row), lines: storedLines.parse(row.lines) }
    },

    run: async (stream, query, actor, signal) => {
      const tell = progressOf(live, query.progressId)
      try {
        const read = await readUpload(stream, {
          format: query.format,
          now: clock.now(),
          maxBytes,
          onProgress: (counts) => tell('reading', counts),
        })
        signal.throwIfAborted()
        checkUpload(read)
        tell('storing', read.result)
        const id = ids.uuid()
        const { row, repeated } = await store(id, query, read, await rowsOf(id, read), actor, signal)
        if (!repeated) await changed()
        tell('done', read.result)
        return { ...importItem(row), repeated }
      } catch (error) {
        tell('failed', { records: 0, badLines: 0 })
        throw error
      }
    },

    undo: async (id, actor) => {
      refuseScoped(id, actor)
      const row = await db.$transaction(
        async (tx) => {
          const seq = await nextFlowWrite(tx)
          const before = await tx.flowImport.findUnique({ where: { id }, select: IMPORT_COLUMNS })
          if (before === null) throw noSuchImport(id)
          if (before.status === 'undone') return before
          await tx.flow.deleteMany({ where: { importId: id } })
          await tx.flowDeletion.create({ data: { seq, importId: id } })
          const after = await tx.flowImport.update({
            where: { id },
            data: { status: 'undone', undoneAt: new Date(clock.now()), version: { increment: 1 } },
            select: IMPORT_COLUMNS,
          })
          const object = { kind: 'flow-import', id, name: before.fileName }
          await audit.record(tx, actor, { action: 'flow-import.undone', object, before, after })
          return after
        },
        { timeout: STORE_TIMEOUT_MS },
      )
      await changed()
      return importItem(row)
    },
  }
}

const added = (a: NewFlowRow, b: NewFlowRow): NewFlowRow => ({
  ...a,
  sessions: a.sessions + b.sessions,
  bytes: a.bytes + b.bytes,
  packets: a.packets + b.packets,
  firstSeen: Math.min(a.firstSeen, b.firstSeen),
  lastSeen: Math.max(a.lastSeen, b.lastSeen),
})

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
const storable = (text: string): string =>
  text.replaceAll('\u0000', '\uFFFD').replaceAll(/\p{Surrogate}/gu, '\uFFFD')

type Stage = Extract<LiveEvent, { type: 'import.progress' }>['stage']

/** Tells the sender how far the import is, a few times a second; says nothing without an id to say it under. */
const progressOf = (live: LiveEvents, progressId: string | undefined) => {
  let toldAt = 0
  return (
    stage: Stage,
    { records, badLines }: { readonly records: number; readonly badLines: number },
  ): void => {
    if (progressId === undefined) return
    const now = performance.now()
    if (stage === 'reading' && now - toldAt < PROGRESS_MS) return
    toldAt = now
    live.publish({ type: 'import.progress', progressId, records, badLines, stage })
  }
}
