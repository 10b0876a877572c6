import { readFileSync } from 'node:fs'
import {
  createFlowReader,
  type FlowFormat,
  type FlowReaderOptions,
  type FlowReadResult,
  type FlowRecord,
} from '../../src/index.ts'

export const fileBytes = (name: string): Uint8Array =>
  readFileSync(new URL(`./data/${name}`, import.meta.url))

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8')

/** Reads all of it, cut at the given places. */
export const readAll = (
  input: Uint8Array | string,
  format: FlowFormat | 'auto' = 'auto',
  options: FlowReaderOptions = {},
  cuts: readonly number[] = [],
): FlowReadResult => {
  const bytes = typeof input === 'string' ? bytesOf(input) : input
  const reader = createFlowReader(format, options)
  let start = 0
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    // Overwritten after use, as a stream may do: a reader that kept a view of its caller's memory is found out.
    const chunk = Buffer.from(bytes.subarray(start, cut))
    reader.push(chunk)
    chunk.fill(0x58)
    start = Math.max(start, cut)
  }
  return reader.end()
}

export const rowsOf = (result: FlowReadResult): readonly FlowRecord[] => [...result.aggregate.rows()]

/** `source > destination protocol/port verdict sessions packets bytes`, and the names that are there. */
export const brief = (row: FlowRecord): string =>
  [
    `${row.source} > ${row.destination} ${row.protocol}/${row.port} ${row.verdict}`,
    `${row.sessions}s ${row.packets}p ${row.bytes}b`,
    ...[row.sourceName, row.destinationName, row.appId, row.user].filter((name) => name !== null),
  ].join(' | ')
