import { FlowAggregate } from './aggregate.ts'
import { Context } from './context.ts'
import { type FlowFormat, formatOfLine } from './detect.ts'
import { Draft } from './draft.ts'
import { CsvReader } from './formats/csv.ts'
import { HubbleReader } from './formats/hubble.ts'
import { NdjsonReader } from './formats/ndjson.ts'
import { VpcReader } from './formats/vpc.ts'
import { ZeekReader } from './formats/zeek.ts'
import { BAD, type LineReader, Problem, RECORD, SKIPPED } from './outcome.ts'
import type { BadLine } from './record.ts'
import { Lines } from './scan/lines.ts'
import { Names } from './scan/names.ts'
import { textAt } from './scan/text.ts'

export interface FlowReaderOptions {
  /** Milliseconds since the epoch: records more than a day after it are bad. Without it only the year 10000 is. */
  readonly now?: number
  /** Bytes; a longer line is bad and not kept in memory. 1 MiB unless given. */
  readonly longestLine?: number
  /** How many bad lines are kept; all are counted. 1,000 unless given. */
  readonly keptBadLines?: number
}

export interface FlowReadCounts {
  /** Lines so far, blank ones included. */
  readonly lines: number
  /** Good records. */
  readonly records: number
  /** Well-formed lines about no connection: NODATA, SKIPDATA, events that are not flows. */
  readonly skipped: number
  readonly badLines: number
}

export interface FlowReadResult extends FlowReadCounts {
  /** null when no line told it; then every line that is not blank is bad. */
  readonly format: FlowFormat | null
  /** The first bad lines, in their order. */
  readonly bad: readonly BadLine[]
  readonly aggregate: FlowAggregate
}

/** Reads flow records from chunks of a file that are split anywhere. */
export interface FlowReader {
  readonly push: (chunk: Uint8Array) => void
  /** Call once, after the last chunk. */
  readonly end: () => FlowReadResult
  /** How far it is; may be read at any time. */
  readonly counts: () => FlowReadCounts
}

const LONGEST_LINE = 1 << 20
const KEPT_BAD_LINES = 1_000
const SHOWN = 200
/** Lines, and bytes of them, that are held back until one tells the format. */
const HELD_LINES = 100
const HELD_BYTES = 1 << 21

const makeReader = (format: FlowFormat, context: Context): LineReader => {
  if (format === 'vpc') return new VpcReader(context)
  if (format === 'zeek') return new ZeekReader(context)
  if (format === 'hubble') return new HubbleReader(context)
  return format === 'csv' ? new CsvReader(context) : new NdjsonReader(context)
}

const UNKNOWN_FORMAT =
  'the format was not recognised, expected AWS VPC flow logs, Zeek conn.log, Hubble JSON lines, or CSV or NDJSON of flow records'

/**
 * A reader of `format`, or of the format that the first lines tell (`auto`). The text is UTF-8; gzip is the caller's
 * business. The result does not depend on how the bytes are cut into chunks.
 *
 * @example
 * const reader = createFlowReader('auto', { now })
 * for await (const chunk of file) reader.push(chunk)
 * const { aggregate, bad } = reader.end()
 * for (const record of aggregate.rows()) store(record)
 */
export function createFlowReader(format: FlowFormat | 'auto', options: FlowReaderOptions = {}): FlowReader {
  const draft = new Draft()
  const problem = new Problem()
  const names = new Names()
  const context = new Context(draft, problem, names, options.now ?? null)
  const aggregate = new FlowAggregate(names)
  const kept = options.keptBadLines ?? KEPT_BAD_LINES
  const bad: BadLine[] = []
  const held: { readonly line: number; readonly bytes: Uint8Array }[] = []
  let heldBytes = 0
  let found: FlowFormat | null = format === 'auto' ? null : format
  let reader: LineReader | null = found === null ? null : makeReader(found, context)
  let gaveUp = false
  let lines = 0
  let records = 0
  let skipped = 0
  let badLines = 0

  const report = (line: number, reason: string, bytes: Uint8Array, start: number, end: number): void => {
    badLines += 1
    if (bad.length >= kept) return
    // Four bytes a character at most.
    const text = textAt(bytes, start, Math.min(end, start + SHOWN * 4))
    bad.push({ line, reason, text: [...text].slice(0, SHOWN).join('') })
  }

  const readLine = (using: LineReader, line: number, bytes: Uint8Array, start: number, end: number): void => {
    draft.clear()
    const outcome = using.read(bytes, start, end)
    if (outcome === RECORD) {
      records += 1
      aggregate.add(draft)
    } else if (outcome === SKIPPED) skipped += 1
    else if (outcome === BAD) report(line, problem.reason, bytes, start, end)
  }

  const release = (): void => {
    for (const { line, bytes } of held) {
      if (reader === null) report(line, UNKNOWN_FORMAT, bytes, 0, bytes.length)
      else readLine(reader, line, bytes, 0, bytes.length)
    }
    held.length = 0
  }

  /** Holds the line back; lets all go when it tells the format, or when none has for long enough. */
  const detect = (line: number, bytes: Uint8Array, start: number, end: number): void => {
    // Not `slice`: Node's Buffer gives a view there, and the caller may use its memory again.
    held.push({ line, bytes: new Uint8Array(bytes.subarray(start, end)) })
    heldBytes += end - start
    found = formatOfLine(bytes, start, end)
    if (found !== null) reader = makeReader(found, context)
    else if (held.length < HELD_LINES && heldBytes < HELD_BYTES) return
    gaveUp = found === null
    release()
  }

  const onLine = (bytes: Uint8Array, given: number, end: number): void => {
    lines += 1
    const mark =
      lines === 1 && bytes[given] === 0xef && bytes[given + 1] === 0xbb && bytes[given + 2] === 0xbf
    const start = mark && end - given >= 3 ? given + 3 : given
    let first = start
    while (first < end && (bytes[first] === 32 || bytes[first] === 9)) first += 1
    if (first === end) return
    if (reader !== null) readLine(reader, lines, bytes, start, end)
    else if (gaveUp) report(lines, UNKNOWN_FORMAT, bytes, start, end)
    else detect(lines, bytes, start, end)
  }

  const longest = options.longestLine ?? LONGEST_LINE
  const splitter = new Lines(longest, onLine, (bytes, start, end) => {
    lines += 1
    report(lines, `the line is longer than ${longest} bytes`, bytes, start, end)
  })
  const counts = (): FlowReadCounts => ({ lines, records, skipped, badLines })
  return {
    push: (chunk) => splitter.push(chunk),
    end: () => {
      splitter.end()
      release()
      return { ...counts(), format: found, bad: bad.toSorted((a, b) => a.line - b.line), aggregate }
    },
    counts,
  }
}
