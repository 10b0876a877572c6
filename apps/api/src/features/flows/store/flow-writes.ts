import { createHash } from 'node:crypto'
import type { Tx } from '../../../platform/db.ts'
import type { NewFlowRow } from '../memory/flow-row.ts'

/**
 * The number of this write. First statement of every transaction that writes or deletes flows: its row lock puts such
 * transactions in order, so that ids and numbers grow in the order of commits.
 */
export const nextFlowWrite = async (tx: Tx): Promise<bigint> => {
  const rows = await tx.$queryRaw<{ seq: bigint }[]>`
    INSERT INTO "FlowCounter" ("id", "seq") VALUES (1, 1)
    ON CONFLICT ("id") DO UPDATE SET "seq" = "FlowCounter"."seq" + 1
    RETURNING "seq"`
  return rows[0]?.seq ?? 1n
}

/** Identity of a row: everything that may not be added up. */
export const flowKey = (row: NewFlowRow): string =>
  createHash('sha1')
    .update(
      [
        row.hour,
        row.origin,
        row.importId,
        row.sourceAddress,
        row.destinationAddress,
        row.sourceWorkload,
        row.destinationWorkload,
        row.sourceName,
        row.destinationName,
        row.protocol,
        row.port,
        row.state,
        row.action,
        row.why,
        row.policyId,
        row.ruleId,
        row.revision,
        row.appId,
        row.userName,
        row.process,
      ].join('\n'),
    )
    .digest('base64url')

/** Rows of equal identity added up: one statement may not touch a row twice. */
export const mergeRows = (rows: Iterable<NewFlowRow>): Map<string, NewFlowRow> => {
  const merged = new Map<string, NewFlowRow>()
  for (const row of rows) {
    const key = flowKey(row)
    const known = merged.get(key)
    merged.set(
      key,
      known === undefined
        ? row
        : {
            ...known,
            sessions: known.sessions + row.sessions,
            bytes: known.bytes + row.bytes,
            packets: known.packets + row.packets,
            firstSeen: Math.min(known.firstSeen, row.firstSeen),
            lastSeen: Math.max(known.lastSeen, row.lastSeen),
          },
    )
  }
  return merged
}

/** Rows of one statement. */
export const ROWS_AT_ONCE = 5_000

/**
 * Stores rows, adding to those of the same identity. `seq` is from `nextFlowWrite` of the same transaction. One statement for
 * `ROWS_AT_ONCE` rows.
 */
export const writeFlows = async (
  tx: Tx,
  seq: bigint,
  rows: ReadonlyMap<string, NewFlowRow>,
): Promise<void> => {
  const entries = [...rows]
  for (let start = 0; start < entries.length; start += ROWS_AT_ONCE)
    await writePiece(tx, seq, entries.slice(start, start + ROWS_AT_ONCE))
}

const writePiece = (tx: Tx, seq: bigint, entries: readonly (readonly [string, NewFlowRow])[]) => {
  const column = <T>(read: (row: NewFlowRow) => T): T[] => entries.map(([, row]) => read(row))
  return tx.$executeRaw`
    INSERT INTO "Flow" ("seq", "key", "hour", "origin", "importId", "sourceAddress", "destinationAddress",
      "sourceWorkload", "destinationWorkload", "sourceName", "destinationName", "protocol", "port", "state", "action",
      "why", "policyId", "ruleId", "revision", "sessions", "bytes", "packets", "firstSeen", "lastSeen", "appId",
      "userName", "process")
    SELECT ${seq}, "key", to_timestamp("hour" / 1000), "origin", "importId", "sourceAddress", "destinationAddress",
      "sourceWorkload", "destinationWorkload", "sourceName", "destinationName", "protocol", "port", "state", "action",
      "why", "policyId", "ruleId", "revision", "sessions", "bytes", "packets", to_timestamp("firstSeen" / 1000),
      to_timestamp("lastSeen" / 1000), "appId", "userName", "process"
    FROM unnest(
      ${entries.map(([key]) => key)}::text[], ${column((row) => row.hour)}::float8[],
      ${column((row) => row.origin)}::text[], ${column((row) => row.importId)}::text[],
      ${column((row) => row.sourceAddress)}::text[], ${column((row) => row.destinationAddress)}::text[],
      ${column((row) => row.sourceWorkload)}::text[], ${column((row) => row.destinationWorkload)}::text[],
      ${column((row) => row.sourceName)}::text[], ${column((row) => row.destinationName)}::text[],
      ${column((row) => row.protocol)}::int[], ${column((row) => row.port)}::int[],
      ${column((row) => row.state)}::text[], ${column((row) => row.action)}::text[],
      ${column((row) => row.why)}::text[], ${column((row) => row.policyId)}::text[],
      ${column((row) => row.ruleId)}::text[], ${column((row) => row.revision)}::int[],
      ${column((row) => row.sessions)}::int8[], ${column((row) => row.bytes)}::int8[],
      ${column((row) => row.packets)}::int8[], ${column((row) => row.firstSeen)}::float8[],
      ${column((row) => row.lastSeen)}::float8[], ${column((row) => row.appId)}::text[],
      ${column((row) => row.userName)}::text[], ${column((row) => row.process)}::text[]
    ) AS r("key", "hour", "origin", "importId", "sourceAddress", "destinationAddress", "sourceWorkload",
      "destinationWorkload", "sourceName", "destinationName", "protocol", "port", "state", "action", "why", "policyId",
      "ruleId", "revision", "sessions", "bytes", "packets", "firstSeen", "lastSeen", "appId", "userName", "process")
    ON CONFLICT ("key") DO UPDATE SET
      "seq" = EXCLUDED."seq",
      "sessions" = "Flow"."sessions" + EXCLUDED."sessions",
      "bytes" = "Flow"."bytes" + EXCLUDED."bytes",
      "packets" = "Flow"."packets" + EXCLUDED."packets",
      "firstSeen" = LEAST("Flow"."firstSeen", EXCLUDED."firstSeen"),
      "lastSeen" = GREATEST("Flow"."lastSeen", EXCLUDED."lastSeen")`
}
