import { createHash } from 'node:crypto'
import type { Tx } from '../../../platform/db.ts'
import type { NewFlowRow } from '../memory/flow-row.ts'
import { numberArray, textArray } from './array-literals.ts'

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
  const texts = (read: (row: NewFlowRow) => string | null) => textArray(entries.map(([, row]) => read(row)))
  const numbers = (read: (row: NewFlowRow) => number | null) =>
    numberArray(entries.map(([, row]) => read(row)))
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
      ${textArray(entries.map(([key]) => key))}::text[], ${numbers((row) => row.hour)}::float8[],
      ${texts((row) => row.origin)}::text[], ${texts((row) => row.importId)}::text[],
      ${texts((row) => row.sourceAddress)}::text[], ${texts((row) => row.destinationAddress)}::text[],
      ${texts((row) => row.sourceWorkload)}::text[], ${texts((row) => row.destinationWorkload)}::text[],
      ${texts((row) => row.sourceName)}::text[], ${texts((row) => row.destinationName)}::text[],
      ${numbers((row) => row.protocol)}::int[], ${numbers((row) => row.port)}::int[],
      ${texts((row) => row.state)}::text[], ${texts((row) => row.action)}::text[],
      ${texts((row) => row.why)}::text[], ${texts((row) => row.policyId)}::text[],
      ${texts((row) => row.ruleId)}::text[], ${numbers((row) => row.revision)}::int[],
      ${numbers((row) => row.sessions)}::int8[], ${numbers((row) => row.bytes)}::int8[],
      ${numbers((row) => row.packets)}::int8[], ${numbers((row) => row.firstSeen)}::float8[],
      ${numbers((row) => row.lastSeen)}::float8[], ${texts((row) => row.appId)}::text[],
      ${texts((row) => row.userName)}::text[], ${texts((row) => row.process)}::text[]
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
