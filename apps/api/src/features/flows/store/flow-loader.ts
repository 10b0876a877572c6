import { flowState } from '@flowgate/shared'
import type pg from 'pg'
import { ACTIONS, ORIGINS } from '../memory/codes.ts'
import type { CodedFacts } from '../memory/flow-codes.ts'
import { type FlowMemory, MAX_ROWS } from '../memory/flow-memory.ts'
import type { FlowFacts } from '../memory/flow-row.ts'
import { recordFields } from './record-text.ts'

/** Other requests get their turn in between. */
const ROWS_AT_ONCE = 5_000

/** `date_part` counts in floating point, in a third of the time that `extract` takes with its exact numbers. */
const millis = (column: string) => `round(date_part('epoch', "${column}") * 1000)`
/** What many rows share is one text in each: it is read once for all of them. */
const SELECT = `SELECT "id"::float8, ${millis('hour')}, "sessions"::float8, "bytes"::float8, "packets"::float8,
  ${millis('firstSeen')}, ${millis('lastSeen')}, ROW("origin", "importId", "sourceAddress", "destinationAddress",
  "sourceWorkload", "destinationWorkload", "sourceName", "destinationName", "protocol", "port", "state", "action", "why",
  "policyId", "ruleId", "revision", "appId", "userName", "process")::text FROM "Flow"`

type Row = [
  id: number,
  hour: number,
  sessions: number,
  bytes: number,
  packets: number,
  firstSeen: number,
  lastSeen: number,
  facts: string,
]

const factsIn = (text: string): FlowFacts => {
  const facts = recordFields(text)
  const field = (index: number): string | null => facts[index] ?? null
  const revision = field(15)
  return {
    origin: ORIGINS.find((origin) => origin === field(0)) ?? 'observed',
    importId: field(1),
    sourceAddress: field(2) ?? '',
    destinationAddress: field(3) ?? '',
    sourceWorkload: field(4),
    destinationWorkload: field(5),
    sourceName: field(6),
    destinationName: field(7),
    protocol: Number(field(8)),
    port: Number(field(9)),
    state: flowState.options.find((state) => state === field(10)) ?? 'unknown',
    action: ACTIONS.find((action) => action === field(11)) ?? null,
    why: field(12),
    policyId: field(13),
    ruleId: field(14),
    revision: revision === null ? null : Number(revision),
    appId: field(16),
    userName: field(17),
    process: field(18),
  }
}

/** In the order of ids: memory relies on it. `condition` is made of numbers only. */
const readRows = async (client: pg.PoolClient, condition: string, memory: FlowMemory): Promise<number> => {
  await client.query(`DECLARE "flowRows" NO SCROLL CURSOR FOR ${SELECT} WHERE ${condition} ORDER BY "id"`)
  const fetchRows = () =>
    client.query<Row>({ text: `FETCH ${ROWS_AT_ONCE} FROM "flowRows"`, rowMode: 'array' })
  const coded = new Map<string, CodedFacts>()
  const codedFacts = (text: string): CodedFacts => {
    const known = coded.get(text)
    if (known !== undefined) return known
    const made = memory.code(factsIn(text))
    coded.set(text, made)
    return made
  }
  let next = fetchRows()
  for (let count = 0; ; ) {
    const { rows } = await next
    const last = rows.length < ROWS_AT_ONCE
    // The database goes on while these are taken in.
    if (!last) next = fetchRows()
    for (const [id, hour, sessions, bytes, packets, firstSeen, lastSeen, facts] of rows)
      memory.putCoded({ id, hour, sessions, bytes, packets, firstSeen, lastSeen }, codedFacts(facts))
    count += rows.length
    if (last) return count
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
