import type { AuditEvent, exportAuditEvents, listAuditEvents, Page, Parsed } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { decodeCursor, encodeCursor } from '../../http/cursor.ts'
import { parseSort } from '../../http/paging.ts'
import type { Db } from '../../platform/db.ts'
import type { Prisma, AuditEvent as Row } from '../../platform/prisma/generated/client.ts'

type ListQuery = Parsed<typeof listAuditEvents>['query']
type Reader = Pick<Actor, 'id' | 'scope'>
export type AuditFilter = Omit<Parsed<typeof exportAuditEvents>['query'], 'format'>

const kinds = ['user', 'token', 'system', 'nobody'] as const
const outcomes = ['success', 'denied', 'failed'] as const

const toEvent = (row: Row): AuditEvent => ({
  id: row.id.toString(),
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

const anywhere = (word: string) => ({ contains: word, mode: 'insensitive' as const })

/** Events hold names and bodies of whatever was changed, so a scoped account reads its own only. */
const whereOf = (filter: AuditFilter, reader: Reader): Prisma.AuditEventWhereInput => {
  const words = (filter.q ?? '').split(/\s+/).filter((word) => word !== '')
  const { actor, action, outcome, objectKind, objectId, requestId, from, to } = filter
  return {
    ...(from === undefined && to === undefined
      ? {}
      : { at: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) } }),
    ...(action === undefined ? {} : { action: { startsWith: action } }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(objectKind === undefined ? {} : { objectKind }),
    ...(objectId === undefined ? {} : { objectId }),
    ...(requestId === undefined ? {} : { requestId }),
    AND: [
      ...(reader.scope.length === 0 ? [] : [{ actorId: reader.id ?? '' }]),
      ...(actor === undefined ? [] : [{ OR: [{ actorId: actor }, { actorName: anywhere(actor) }] }]),
      ...words.map((word) => ({
        OR: [
          { actorName: anywhere(word) },
          { action: anywhere(word) },
          { objectName: anywhere(word) },
          { objectId: anywhere(word) },
        ],
      })),
    ],
  }
}

export interface AuditReadModel {
  page(query: ListQuery, reader: Reader): Promise<Page<AuditEvent>>
  /** All that match, newest first, a batch at a time: memory does not grow with the log. */
  stream(filter: AuditFilter, reader: Reader, signal: AbortSignal): AsyncGenerator<readonly AuditEvent[]>
}

const batch = 1_000

export const createAuditReadModel = (db: Db): AuditReadModel => ({
  page: async (query, reader) => {
    // Ids grow with time, so they are the order of events, without ties.
    const sort = parseSort(query.sort, ['at'], '-at')
    const [after] = decodeCursor(query.cursor, sort.text, 1) ?? []
    const where = whereOf(query, reader)
    const beyond =
      typeof after === 'number' ? { id: sort.descending ? { lt: BigInt(after) } : { gt: BigInt(after) } } : {}
    const [rows, total] = await Promise.all([
      db.auditEvent.findMany({
        where: { ...where, ...beyond },
        orderBy: { id: sort.descending ? 'desc' : 'asc' },
        take: query.limit + 1,
      }),
      db.auditEvent.count({ where }),
    ])
    const shown = rows.slice(0, query.limit)
    const last = shown.at(-1)
    const more = rows.length > shown.length && last !== undefined
    const nextCursor = more ? encodeCursor({ sort: sort.text, keys: [Number(last.id)] }) : null
    return { items: shown.map(toEvent), nextCursor, total }
  },

  stream: async function* (filter, reader, signal) {
    const where = whereOf(filter, reader)
    let before: bigint | null = null
    while (!signal.aborted) {
      const rows: Row[] = await db.auditEvent.findMany({
        where: before === null ? where : { ...where, id: { lt: before } },
        orderBy: { id: 'desc' },
        take: batch,
      })
      if (rows.length > 0) yield rows.map(toEvent)
      const last = rows.at(-1)
      if (last === undefined || rows.length < batch) return
      before = last.id
    }
  },
})
