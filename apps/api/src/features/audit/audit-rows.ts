import type { exportAuditEvents, Parsed } from '@flowgate/shared'
import type pg from 'pg'
import type { Actor } from '../../http/actor.ts'
import type { AuditEvent as Row } from '../../platform/prisma/generated/client.ts'

export type AuditFilter = Omit<Parsed<typeof exportAuditEvents>['query'], 'format'>
export type AuditReader = Pick<Actor, 'id' | 'scope'>

export interface AuditRow extends Omit<Row, 'id'> {
  /** A bigint, as its decimal digits. */
  readonly id: string
}

/** Conditions and the values that they name by place. */
const conditionsOf = (filter: AuditFilter, reader: AuditReader) => {
  const values: unknown[] = []
  const conditions: string[] = []
  const place = (value: unknown): string => `$${values.push(value)}`
  const contains = (column: string, word: string) => `position(lower(${word}) in lower("${column}")) > 0`
  const { actor, action, outcome, objectKind, objectId, requestId, from, to } = filter
  if (from !== undefined) conditions.push(`"at" >= ${place(from)}::timestamptz`)
  if (to !== undefined) conditions.push(`"at" < ${place(to)}::timestamptz`)
  if (action !== undefined) conditions.push(`starts_with("action", ${place(action)})`)
  if (outcome !== undefined) conditions.push(`"outcome" = ${place(outcome)}`)
  if (objectKind !== undefined) conditions.push(`"objectKind" = ${place(objectKind)}`)
  if (objectId !== undefined) conditions.push(`"objectId" = ${place(objectId)}`)
  if (requestId !== undefined) conditions.push(`"requestId" = ${place(requestId)}`)
  // Events hold names and bodies of whatever was changed, so a scoped account reads its own only.
  if (reader.scope.length > 0) conditions.push(`"actorId" = ${place(reader.id ?? '')}`)
  if (actor !== undefined) {
    const word = place(actor)
    conditions.push(`("actorId" = ${word} OR ${contains('actorName', word)})`)
  }
  for (const each of (filter.q ?? '').split(/\s+/).filter((word) => word !== '')) {
    const word = place(each)
    const anywhere = ['actorName', 'action', 'objectName', 'objectId'].map((column) => contains(column, word))
    conditions.push(`(${anywhere.join(' OR ')})`)
  }
  return { values, conditions }
}

const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`

/** Only the plain question keeps its plan: the others are many, and each would keep one in every connection. */
const named = (name: string, conditions: readonly string[]) => (conditions.length === 0 ? { name } : {})

export interface AuditPlace {
  /** Ids grow with time, so they are the order of events, without ties. */
  readonly descending: boolean
  /** Only events beyond this id, in the order asked for. */
  readonly after: number | null
  readonly limit: number
}

/** Events in order, at most `limit`. The page is looked at often: past Prisma. */
export const auditRows = async (
  pool: pg.Pool,
  filter: AuditFilter,
  reader: AuditReader,
  { descending, after, limit }: AuditPlace,
): Promise<readonly AuditRow[]> => {
  const { values, conditions } = conditionsOf(filter, reader)
  if (after !== null) conditions.push(`"id" ${descending ? '<' : '>'} $${values.push(after)}::bigint`)
  const order = descending ? 'DESC' : 'ASC'
  const { rows } = await pool.query<AuditRow>({
    ...named(`audit-rows-${order}`, conditions),
    text: `SELECT * FROM "AuditEvent" ${where(conditions)} ORDER BY "id" ${order} LIMIT $${values.push(limit)}`,
    values,
  })
  return rows
}

export const countAuditRows = async (
  pool: pg.Pool,
  filter: AuditFilter,
  reader: AuditReader,
): Promise<number> => {
  const { values, conditions } = conditionsOf(filter, reader)
  const { rows } = await pool.query<{ total: number }>({
    ...named('count-audit-rows', conditions),
    text: `SELECT count(*)::int AS total FROM "AuditEvent" ${where(conditions)}`,
    values,
  })
  return rows[0]?.total ?? 0
}
