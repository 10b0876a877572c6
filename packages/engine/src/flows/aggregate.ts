import { formatAddress, IPV6_BASE, toAddress } from '../model/address.ts'
import { ALLOWED, DENIED, type Draft } from './draft.ts'
import type { FlowRecord } from './record.ts'
import type { Names } from './scan/names.ts'
import { TupleTable } from './scan/tuple-table.ts'

const HOUR = 3_600_000
const SOURCE = 0
const DESTINATION = 1
/** Protocol in bits 0 to 7, verdict in 8 and 9, IPv6 in 10, port in 11 to 26. */
const SERVICE = 2
const BUCKET = 3
const LABELS = 4
const SUMS = 5

/**
 * Adds records of the same conversation up: one row for each source, destination, protocol, port, verdict, hour of first
 * sight, and names, application, user and process where given. Rows keep the order of their first record.
 */
export class FlowAggregate {
  readonly #names: Names
  readonly #rows = new TupleTable(5)
  /** IPv6 addresses, numbered, so that a row needs one integer for each end in either family. */
  readonly #ipv6 = new TupleTable(4)
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
    const ipv6 = draft.sourceFamily === 6
    tuple[SOURCE] = ipv6 ? this.#number(draft, 0) : (draft.addresses[3] as number)
    tuple[DESTINATION] = ipv6 ? this.#number(draft, 4) : (draft.addresses[7] as number)
    tuple[SERVICE] = draft.protocol | (draft.verdict << 8) | (ipv6 ? 1 << 10 : 0) | (draft.port << 11)
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

  #number(draft: Draft, offset: number): number {
    const { tuple } = this.#ipv6
    for (let index = 0; index < 4; index += 1) tuple[index] = draft.addresses[offset + index] as number
    return this.#ipv6.upsert()
  }

  #row(row: number): FlowRecord {
    const rows = this.#rows
    const service = rows.at(row, SERVICE)
    const verdict = (service >> 8) & 3
    const ipv6 = (service & (1 << 10)) !== 0
    const labels = rows.at(row, LABELS)
    const label = (index: number): string | null => this.#names.textOf(this.#labels.at(labels, index))
    const sum = (index: number): number =>
      Math.min(Number.MAX_SAFE_INTEGER, this.#sums[row * SUMS + index] as number)
    return {
      source: this.#address(rows.at(row, SOURCE), ipv6),
      destination: this.#address(rows.at(row, DESTINATION), ipv6),
      sourceName: label(0),
      destinationName: label(1),
      protocol: service & 255,
      port: service >>> 11,
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

  #address(word: number, ipv6: boolean): string {
    if (!ipv6) return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`
    let value = 0n
    for (let index = 0; index < 4; index += 1) {
      value = (value << 32n) | BigInt(this.#ipv6.at(word, index) >>> 0)
    }
    return formatAddress(toAddress(IPV6_BASE + value))
  }
}
