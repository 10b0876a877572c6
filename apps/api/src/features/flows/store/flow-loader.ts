import { flowState } from '@flowgate/shared'
import type pg from 'pg'
import { ACTIONS, ORIGINS } from '../memory/codes.ts'
import { type FlowMemory, MAX_ROWS } from '../memory/flow-memory.ts'
import type { FlowRow } from '../memory/flow-row.ts'

const ROWS_AT_ONCE = 20_000

const millis = (column: string) => `(extract(epoch FROM "${column}") * 1000)::float8`
const SELECT = `SELECT "id"::float8, ${millis('hour')}, "origin", "importId", "sourceAddress", "destinationAddress",
  "sourceWorkload", "destinationWorkload", "sourceName", "destinationName", "protocol", "port", "state", "action", "why",
  "policyId", "ruleId", "revision", "sessions"::float8, "bytes"::float8, "packets"::float8, ${millis('firstSeen')},
  ${millis('lastSeen')}, "appId", "userName", "process" FROM "Flow"`

type Row = [
  id: number,
  hour: number,
  origin: string,
  importId: string | null,
  sourceAddress: string,
  destinationAddress: string,
  sourceWorkload: string | null,
  destinationWorkload: string | null,
  sourceName: string | null,
  destinationName: string | null,
  protocol: number,
  port: number,
  state: string,
  action: string | null,
  why: string | null,
  policyId: string | null,
  ruleId: string | null,
  revision: number | null,
  sessions: number,
  bytes: number,
  packets: number,
  firstSeen: number,
  lastSeen: number,
  appId: string | null,
  userName: string | null,
  process: string | null,
]

const toFlowRow = (row: Row): FlowRow => ({
  id: row[0],
  hour: row[1],
  origin: ORIGINS.find((origin) => origin === row[2]) ?? 'observed',
  importId: row[3],
  sourceAddress: row[4],
  destinationAddress: row[5],
  sourceWorkload: row[6],
  destinationWorkload: row[7],
  sourceName: row[8],
  destinationName: row[9],
  protocol: row[10],
  port: row[11],
  state: flowState.options.find((state) => state === row[12]) ?? 'unknown',
  action: ACTIONS.find((action) => action === row[13]) ?? null,
  why: row[14],
  policyId: row[15],
  ruleId: row[16],
  revision: row[17],
  sessions: row[18],
  bytes: row[19],
  packets: row[20],
  firstSeen: row[21],
  lastSeen: row[22],
  appId: row[23],
  userName: row[24],
  process: row[25],
})

/** In the order of ids: memory relies on it. `condition` is made of numbers only. */
const readRows = async (client: pg.PoolClient, condition: string, memory: FlowMemory): Promise<number> => {
  await client.query(`DECLARE "flowRows" NO SCROLL CURSOR FOR ${SELECT} WHERE ${condition} ORDER BY "id"`)
  for (let count = 0; ; ) {
    const text = `FETCH ${ROWS_AT_ONCE} FROM "flowRows"`
    const { rows } = await client.query<Row>({ text, rowMode: 'array' })
    for (const row of rows) memory.put(toFlowRow(row))
    count += rows.length
    if (rows.length < ROWS_AT_ONCE) return count
  }
}

const applyDeletions = async (client: pg.PoolClient, after: number, memory: FlowMemory): Promise<number> => {
  const { rows } = await client.query<{ importId: string | null; before: number | null }>(
    `SELECT "importId", ${millis('beforeHour')} AS before FROM "FlowDeletion" WHERE "seq" > $1 ORDER BY "seq"`,
    [after],
  )
  for (const { importId, before } of rows) {
    if (importId !== null) memory.removeImport(importId)
    if (before !== null) memory.removeBefore(before)
  }
  return rows.length
}

/**
 * Brings memory to what the database holds: everything at first (`seen` -1), then what writes after number `seen` changed.
 * Returns the number of the last write it holds now, and how many rows came.
 */
export const followFlows = async (
  pool: pg.Pool,
  memory: FlowMemory,
  seen: number,
): Promise<{ seen: number; rows: number }> => {
  const counter = await pool.query<{ seq: string }>('SELECT "seq" FROM "FlowCounter" WHERE "id" = 1')
  if (Number(counter.rows[0]?.seq ?? 0) === seen) return { seen, rows: 0 }
  const client = await pool.connect()
  try {
    // One snapshot for number, deletions and rows.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const { rows } = await client.query<{ seq: string }>('SELECT "seq" FROM "FlowCounter" WHERE "id" = 1')
    const now = Number(rows[0]?.seq ?? 0)
    let count = 0
    if (seen < 0) {
      const oldest = await client.query<{ id: number }>(
        `SELECT "id"::float8 AS id FROM "Flow" ORDER BY "id" DESC OFFSET ${MAX_ROWS} LIMIT 1`,
      )
      const from = oldest.rows[0]?.id ?? 0
      memory.truncated = from > 0
      count = await readRows(client, `"id" > ${from}`, memory)
    } else {
      count = await applyDeletions(client, seen, memory)
      count += await readRows(client, `"seq" > ${seen}`, memory)
    }
    await client.query('COMMIT')
    client.release()
    if (count > 0) memory.commit()
    return { seen: now, rows: count }
  } catch (error) {
    // The connection may be in a broken transaction: let the pool drop it.
    client.release(true)
    throw error
  }
}
