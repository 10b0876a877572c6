import type { AuditEvent, listAuditEvents, Page, Parsed } from '@flowgate/shared'
import type pg from 'pg'
import { decodeNumberCursor, encodeCursor } from '../../http/cursor.ts'
import { parseSort } from '../../http/paging.ts'
import { coalesceByKey } from '../../platform/coalesce.ts'
import {
  type AuditFilter,
  type AuditPlace,
  type AuditReader,
  type AuditRow,
  auditRows,
  countAuditRows,
} from './audit-rows.ts'

type ListQuery = Parsed<typeof listAuditEvents>['query']

const kinds = ['user', 'token', 'system', 'nobody'] as const
const outcomes = ['success', 'denied', 'failed'] as const

const toEvent = (row: AuditRow): AuditEvent => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: {
    id: row.actorId,
    name: row.actorName,
    kind: kinds.find((kind) => kind === row.actorKind) ?? 'nobody',
  },
  action: row.action,
  outcome: outcomes.find((outcome) => outcome === row.outcome) ?? 'failed',
  object: row.objectKind === null ? null : { kind: row.objectKind, id: row.objectId, name: row.objectName },
  before: row.before,
  after: row.after,
  requestId: row.requestId,
  address: row.address,
})

export interface AuditReadModel {
  page(query: ListQuery, reader: AuditReader): Promise<Page<AuditEvent>>
  /** All that match, newest first, a batch at a time: memory does not grow with the log. */
  stream(filter: AuditFilter, reader: AuditReader, signal: AbortSignal): AsyncGenerator<readonly AuditEvent[]>
}

const batch = 1_000

interface Question {
  readonly filter: AuditFilter
  readonly reader: AuditReader
  readonly place: AuditPlace
}

export const createAuditReadModel = (pool: pg.Pool): AuditReadModel => {
  // Those who look at the same page are answered together.
  const asked = coalesceByKey((key) => {
    const { filter, reader, place } = JSON.parse(key) as Question
    return Promise.all([auditRows(pool, filter, reader, place), countAuditRows(pool, filter, reader)])
  })
  const ask = ({ filter, reader: { id, scope }, place }: Question) =>
    asked(JSON.stringify({ filter, reader: { id, scope }, place }))

  return {
    page: async (query, reader) => {
      const { q, actor, action, outcome, objectKind, objectId, requestId, from, to } = query
      const filter = { q, actor, action, outcome, objectKind, objectId, requestId, from, to }
      const sort = parseSort(query.sort, ['at'], '-at')
      const after = decodeNumberCursor(query.cursor, sort.text)
      const place = { descending: sort.descending, after, limit: query.limit + 1 }
      const [rows, total] = await ask({ filter, reader, place })
      const shown = rows.slice(0, query.limit)
      const end = shown.at(-1)
      const more = rows.length > shown.length && end !== undefined
      const nextCursor = more ? encodeCursor({ sort: sort.text, keys: [Number(end.id)] }) : null
      return { items: shown.map(toEvent), nextCursor, total }
    },

    stream: async function* (filter, reader, signal) {
      let after: number | null = null
      while (!signal.aborted) {
        const rows: readonly AuditRow[] = await auditRows(pool, filter, reader, {
          descending: true,
          after,
          limit: batch,
        })
        if (rows.length > 0) yield rows.map(toEvent)
        const end = rows.at(-1)
        if (end === undefined || rows.length < batch) return
        after = Number(end.id)
      }
    },
  }
}
