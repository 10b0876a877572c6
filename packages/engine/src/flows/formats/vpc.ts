import type { Context } from '../context.ts'
import { ALLOWED, DENIED } from '../draft.ts'
import { type Hint, Orientation } from '../initiator.ts'
import { BAD, EXPECTED, IGNORED, type LineReader, type Outcome, RECORD, SKIPPED } from '../outcome.ts'
import { echoPort, ICMP, ICMPV6, isPortProtocol, TCP } from '../protocols.ts'
import { Columns } from '../scan/columns.ts'
import { unsignedAt } from '../scan/number.ts'
import { asciiBytes, bytesAre, textAt } from '../scan/text.ts'
import { defaultLayout, headerLayout, isVpcHeader, type VpcField, type VpcLayout } from './vpc-layout.ts'

const SPACE = 32
const DASH = 45
const SYN = 2
const SYN_ACK = 18
const LAST_SECOND = 253_402_300_799
const ACCEPT = asciiBytes('ACCEPT')
const REJECT = asciiBytes('REJECT')
const OK = asciiBytes('OK')
const NODATA = asciiBytes('NODATA')
const SKIPDATA = asciiBytes('SKIPDATA')

/**
 * AWS VPC flow logs, versions 2 to 5 in their default order, or any order that a header line gives.
 *
 * Records are one-way; see `Orientation` for how the initiator is found. `flow-direction` is not asked: it tells on which
 * side of the interface the packets were, not who opened. A reply adds bytes and packets to the edge, and no session; with
 * `tcp-flags` logged only a SYN counts as a session. The logs name no ICMP type: ICMP is taken for a ping.
 */
export class VpcReader implements LineReader {
  readonly #context: Context
  readonly #orientation = new Orientation()
  readonly #columns = new Columns()
  /** From a header; null = by the number of columns, 'unusable' after a header that lacks something. */
  #header: VpcLayout | 'unusable' | null = null
  #layout: VpcLayout | null = null
  /** 1 where CloudWatch has put a time before the first column. */
  #shift = 0

  constructor(context: Context) {
    this.#context = context
  }

  read(bytes: Uint8Array, start: number, end: number): Outcome {
    const columns = this.#columns
    columns.split(bytes, start, end, SPACE, true)
    const { count } = columns
    const letter = (bytes[start] as number) | 32
    if (letter >= 97 && letter <= 122) {
      const names = this.#names(bytes)
      if (isVpcHeader(names)) return this.#readHeader(names)
    }
    if (this.#header === 'unusable')
      return this.#context.problem.say('the header line above it cannot be used')
    if (this.#header === null) {
      this.#shift = bytes[(columns.start[0] as number) + 10] === 84 ? 1 : 0
      if (this.#layout?.columns !== count - this.#shift) this.#layout = defaultLayout(count - this.#shift)
    } else this.#layout = this.#header
    const layout = this.#layout
    if (layout === null || layout.columns !== count - this.#shift) {
      const wanted =
        this.#header === null ? '14, 21, 25 or 29 without a header line' : `${this.#header.columns}`
      return this.#context.problem.say(`the line has ${count} columns, expected ${wanted}`)
    }
    return this.#readRecord(bytes, layout.column)
  }

  #names(bytes: Uint8Array): readonly string[] {
    const { start, end, count } = this.#columns
    // Athena writes underscores.
    return Array.from({ length: Math.min(count, start.length) }, (_, index) =>
      textAt(bytes, start[index] as number, end[index] as number)
        .toLowerCase()
        .replaceAll('_', '-'),
    )
  }

  #readHeader(names: readonly string[]): Outcome {
    const header = headerLayout(names)
    if ('layout' in header) {
      this.#header = header.layout
      this.#shift = 0
      return IGNORED
    }
    this.#header = 'unusable'
    const missing = header.missing.map((name) => `\`${name}\``).join(', ')
    return this.#context.problem.say(`the header line has no ${missing}, expected these columns in it`)
  }

  #readRecord(bytes: Uint8Array, column: VpcLayout['column']): Outcome {
    const { draft, problem } = this.#context
    const outcome =
      this.#readStatus(bytes, column) ||
      this.#readAddresses(bytes, column) ||
      this.#readPorts(bytes, column) ||
      this.#readVolume(bytes, column) ||
      this.#readTimes(bytes, column) ||
      this.#readAction(bytes, column)
    if (outcome !== RECORD) return outcome
    let hint: Hint = 'unknown'
    let flags = -1
    if (draft.protocol === TCP && this.#has(bytes, column['tcp-flags'])) {
      const [from, to] = this.#range(column['tcp-flags'])
      flags = unsignedAt(bytes, from, to)
      if (flags < 0 || flags > 255)
        return problem.field('tcp-flags', bytes, from, to, 'a number from 0 to 255')
      if ((flags & SYN_ACK) === SYN_ACK) hint = 'responder'
      else if ((flags & SYN) !== 0) hint = 'initiator'
    }
    const reply = this.#orientation.apply(draft, hint)
    draft.sessions = reply || (flags >= 0 && hint !== 'initiator') ? 0 : 1
    if (draft.protocol === ICMP || draft.protocol === ICMPV6) draft.port = echoPort(draft.protocol)
    return RECORD
  }

  #readStatus(bytes: Uint8Array, column: VpcLayout['column']): Outcome {
    const index = column['log-status']
    if (this.#has(bytes, index)) {
      const [start, end] = this.#range(index)
      if (bytesAre(bytes, start, end, OK)) return RECORD
      if (bytesAre(bytes, start, end, NODATA) || bytesAre(bytes, start, end, SKIPDATA)) return SKIPPED
      return this.#context.problem.field('log-status', bytes, start, end, '`OK`, `NODATA` or `SKIPDATA`')
    }
    // Without the column, a line of dashes is what says that there was nothing.
    const empty = (field: VpcField): boolean => column[field] < 0 || !this.#has(bytes, column[field])
    const silent = empty('srcaddr') && empty('dstaddr') && empty('pkt-srcaddr') && empty('pkt-dstaddr')
    return silent ? SKIPPED : RECORD
  }

  #readAddresses(bytes: Uint8Array, column: VpcLayout['column']): Outcome {
    const context = this.#context
    const source = this.#has(bytes, column['pkt-srcaddr']) ? 'pkt-srcaddr' : 'srcaddr'
    const destination = this.#has(bytes, column['pkt-dstaddr']) ? 'pkt-dstaddr' : 'dstaddr'
    if (column[source] < 0) return context.problem.missing(source, EXPECTED.address)
    if (column[destination] < 0) return context.problem.missing(destination, EXPECTED.address)
    return (
      context.source(source, bytes, this.#start(column[source]), this.#end(column[source])) ||
      context.destination(
        destination,
        bytes,
        this.#start(column[destination]),
        this.#end(column[destination]),
      ) ||
      context.sameFamily()
    )
  }

  #readPorts(bytes: Uint8Array, column: VpcLayout['column']): Outcome {
    const context = this.#context
    const { draft } = context
    const start = this.#start(column.protocol)
    const end = this.#end(column.protocol)
    const protocol = unsignedAt(bytes, start, end)
    if (protocol < 0 || protocol > 255)
      return context.problem.field('protocol', bytes, start, end, EXPECTED.protocol)
    draft.protocol = protocol
    const from = context.port('srcport', bytes, this.#start(column.srcport), this.#end(column.srcport))
    if (from < 0) return BAD
    const to = context.port('dstport', bytes, this.#start(column.dstport), this.#end(column.dstport))
    if (to < 0) return BAD
    draft.sourcePort = isPortProtocol(protocol) ? from : 0
    draft.port = isPortProtocol(protocol) ? to : 0
    return RECORD
  }

  #readVolume(bytes: Uint8Array, column: VpcLayout['column']): Outcome {
    const context = this.#context
    if (this.#has(bytes, column.packets)) {
      const packets = context.count('packets', bytes, this.#start(column.packets), this.#end(column.packets))
      if (packets < 0) return BAD
      context.draft.packets = packets
    }
    if (this.#has(bytes, column.bytes)) {
      const size = context.count('bytes', bytes, this.#start(column.bytes), this.#end(column.bytes))
      if (size < 0) return BAD
      context.draft.bytes = size
    }
    return RECORD
  }

  #readTimes(bytes: Uint8Array, column: VpcLayout['column']): Outcome {
    const { draft, problem } = this.#context
    const start = this.#start(column.start)
    const end = this.#end(column.start)
    const seconds = unsignedAt(bytes, start, end)
    if (seconds < 0 || seconds > LAST_SECOND) {
      return problem.field('start', bytes, start, end, 'seconds since 1970')
    }
    draft.firstSeen = seconds * 1000
    draft.lastSeen = draft.firstSeen
    if (this.#has(bytes, column.end)) {
      const from = this.#start(column.end)
      const to = this.#end(column.end)
      const last = unsignedAt(bytes, from, to)
      if (last < seconds || last > LAST_SECOND) {
        return problem.field('end', bytes, from, to, 'seconds since 1970, not before `start`')
      }
      draft.lastSeen = last * 1000
    }
    return this.#context.times('start', bytes, start, end)
  }

  #readAction(bytes: Uint8Array, column: VpcLayout['column']): Outcome {
    if (!this.#has(bytes, column.action)) return RECORD
    const [start, end] = this.#range(column.action)
    if (bytesAre(bytes, start, end, ACCEPT)) this.#context.draft.verdict = ALLOWED
    else if (bytesAre(bytes, start, end, REJECT)) this.#context.draft.verdict = DENIED
    else return this.#context.problem.field('action', bytes, start, end, '`ACCEPT` or `REJECT`')
    return RECORD
  }

  #start(column: number): number {
    return this.#columns.start[column + this.#shift] as number
  }

  #end(column: number): number {
    return this.#columns.end[column + this.#shift] as number
  }

  #range(column: number): readonly [number, number] {
    return [this.#start(column), this.#end(column)]
  }

  /** Whether the column is logged and holds something else than `-`. */
  #has(bytes: Uint8Array, column: number): boolean {
    if (column < 0) return false
    const start = this.#start(column)
    return this.#end(column) - start !== 1 || bytes[start] !== DASH
  }
}
