import { formatAddress, IPV6_BASE, toAddress } from '../model/address.ts'
import { ALLOWED, DENIED, type Draft } from './draft.ts'
import type { FlowRecord } from './record.ts'
import type { Names } from './scan/names.ts'
import { TupleTable } from './scan/tuple-table.ts'

const HOUR = 3_600_000
const SOURCE = 0
const DESTINATION = 4
const META = 8
const PORT = 9
const BUCKET = 10
const LABELS = 11
const SUMS = 5

/**
 * Adds records of the same conversation up: one row for each source, destination, protocol, port, verdict, hour of first
 * sight, and names, application, user and process where given. Rows keep the order of their first record.
 */
export class FlowAggregate {
  readonly #names: Names
  readonly #rows = new TupleTable(12)
  readonly #labels = new TupleTable(5)
  /** For each row: sessions, bytes, packets, first and last seen. */
  #sums = new Float64Array(SUMS * 1_024)
  firstSeen = Number.POSITIVE_INFINITY
  lastSeen = Number.NEGATIVE_INFINITY

  constructor(names: Names) {
    this.#names = names
    this.#labels.upsert()
  }

  /** Number of rows. */
  get size(): number {
    return this.#rows.size
  }

  add(draft: Draft): void {
    const { tuple } = this.#rows
    tuple.set(draft.addresses)
    tuple[META] =
      draft.protocol |
      (draft.verdict << 8) |
      (draft.sourceFamily === 6 ? 1 << 10 : 0) |
      (draft.destinationFamily === 6 ? 1 << 11 : 0)
    tuple[PORT] = draft.port
    tuple[BUCKET] = Math.floor(draft.firstSeen / HOUR)
    tuple[LABELS] = this.#labelsOf(draft)
    const known = this.#rows.size
    const base = this.#rows.upsert() * SUMS
    if (draft.firstSeen < this.firstSeen) this.firstSeen = draft.firstSeen
    if (draft.lastSeen > this.lastSeen) this.lastSeen = draft.lastSeen
    if (this.#rows.size > known) this.#open(base, draft)
    else {
      const sums = this.#sums
      sums[base] = (sums[base] as number) + draft.sessions
      sums[base + 1] = (sums[base + 1] as number) + draft.bytes
      sums[base + 2] = (sums[base + 2] as number) + draft.packets
      if (draft.firstSeen < (sums[base + 3] as number)) sums[base + 3] = draft.firstSeen
      if (draft.lastSeen > (sums[base + 4] as number)) sums[base + 4] = draft.lastSeen
    }
  }

  /**
   * The rows in the order of their first record. A row has at least one session, also where only parts of a connection
   * were seen; sums stop at the largest exact integer.
   */
  *rows(): Generator<FlowRecord> {
    for (let row = 0; row < this.#rows.size; row += 1) yield this.#row(row)
  }

  #labelsOf(draft: Draft): number {
    const { sourceName, destinationName, appId, user, process } = draft
    if ((sourceName | destinationName | appId | user | process) === 0) return 0
    const { tuple } = this.#labels
    tuple[0] = sourceName
    tuple[1] = destinationName
    tuple[2] = appId
    tuple[3] = user
    tuple[4] = process
    return this.#labels.upsert()
  }

  #open(base: number, draft: Draft): void {
    if (base + SUMS > this.#sums.length) {
      const grown = new Float64Array(this.#sums.length * 2)
      grown.set(this.#sums)
      this.#sums = grown
    }
    this.#sums[base] = draft.sessions
    this.#sums[base + 1] = draft.bytes
    this.#sums[base + 2] = draft.packets
    this.#sums[base + 3] = draft.firstSeen
    this.#sums[base + 4] = draft.lastSeen
  }

  #row(row: number): FlowRecord {
    const rows = this.#rows
    const meta = rows.at(row, META)
    const verdict = (meta >> 8) & 3
    const labels = rows.at(row, LABELS)
    const label = (index: number): string | null => this.#names.textOf(this.#labels.at(labels, index))
    const sum = (index: number): number =>
      Math.min(Number.MAX_SAFE_INTEGER, this.#sums[row * SUMS + index] as number)
    return {
      source: this.#address(row, SOURCE, (meta & (1 << 10)) !== 0),
      destination: this.#address(row, DESTINATION, (meta & (1 << 11)) !== 0),
      sourceName: label(0),
      destinationName: label(1),
      protocol: meta & 255,
      port: rows.at(row, PORT),
      verdict: verdict === ALLOWED ? 'allowed' : verdict === DENIED ? 'denied' : null,
      sessions: Math.max(1, sum(0)),
      bytes: sum(1),
      packets: sum(2),
      firstSeen: sum(3),
      lastSeen: sum(4),
      appId: label(2),
      user: label(3),
      process: label(4),
    }
  }

  #address(row: number, offset: number, ipv6: boolean): string {
    const word = (index: number): number => this.#rows.at(row, offset + index) >>> 0
    if (!ipv6) {
      const value = word(3)
      return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`
    }
    let value = 0n
    for (let index = 0; index < 4; index += 1) value = (value << 32n) | BigInt(word(index))
    return formatAddress(toAddress(IPV6_BASE + value))
  }
}
