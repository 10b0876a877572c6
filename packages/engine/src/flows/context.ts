import { ALLOWED, DENIED, type Draft } from './draft.ts'
import { EXPECTED, type Outcome, type Problem, RECORD } from './outcome.ts'
import { addressAt } from './scan/address.ts'
import type { Names } from './scan/names.ts'
import { unsignedAt } from './scan/number.ts'
import { asciiBytes, bytesAre } from './scan/text.ts'
import { LAST_TIME } from './scan/time.ts'

const ALLOWED_TEXT = asciiBytes('allowed')
const DENIED_TEXT = asciiBytes('denied')
/** Clocks differ: a record may be so far ahead of `now`. */
const AHEAD = 24 * 3_600_000

/** What the readers of all formats share: the draft they fill, and how its fields are checked. */
export class Context {
  readonly draft: Draft
  readonly problem: Problem
  readonly names: Names
  readonly #latest: number

  constructor(draft: Draft, problem: Problem, names: Names, now: number | null) {
    this.draft = draft
    this.problem = problem
    this.names = names
    this.#latest = now === null ? LAST_TIME : Math.min(LAST_TIME, now + AHEAD)
  }

  source(name: string, bytes: Uint8Array, start: number, end: number): Outcome {
    const family = addressAt(bytes, start, end, this.draft.addresses, 0)
    if (family === 0) return this.problem.field(name, bytes, start, end, EXPECTED.address)
    this.draft.sourceFamily = family
    return RECORD
  }

  destination(name: string, bytes: Uint8Array, start: number, end: number): Outcome {
    const family = addressAt(bytes, start, end, this.draft.addresses, 4)
    if (family === 0) return this.problem.field(name, bytes, start, end, EXPECTED.address)
    this.draft.destinationFamily = family
    return RECORD
  }

  /** Both ends of one connection speak the same IP version. */
  sameFamily(): Outcome {
    return this.draft.sourceFamily === this.draft.destinationFamily
      ? RECORD
      : this.problem.say('source and destination are of different IP versions, expected the same')
  }

  /** A port, or -1 with the problem told. */
  port(name: string, bytes: Uint8Array, start: number, end: number): number {
    const port = unsignedAt(bytes, start, end)
    if (port >= 0 && port <= 65_535) return port
    this.problem.field(name, bytes, start, end, EXPECTED.port)
    return -1
  }

  /** A count, or -1 with the problem told. */
  count(name: string, bytes: Uint8Array, start: number, end: number): number {
    const count = unsignedAt(bytes, start, end)
    if (count < 0) this.problem.field(name, bytes, start, end, EXPECTED.count)
    return count
  }

  /** An ICMP type or code, or -1 with the problem told. */
  octet(name: string, bytes: Uint8Array, start: number, end: number): number {
    const value = unsignedAt(bytes, start, end)
    if (value >= 0 && value <= 255) return value
    this.problem.field(name, bytes, start, end, 'a number from 0 to 255')
    return -1
  }

  /** Refuses times that no clock can have shown; `name` is the field that held the first one. */
  times(name: string, bytes: Uint8Array, start: number, end: number): Outcome {
    const { firstSeen, lastSeen } = this.draft
    if (firstSeen > this.#latest)
      return this.problem.field(name, bytes, start, end, 'a time that is not in the future')
    if (lastSeen > this.#latest) this.draft.lastSeen = Math.max(firstSeen, this.#latest)
    return RECORD
  }

  /** `allowed` and `denied` as written; anything else is told. */
  verdict(name: string, bytes: Uint8Array, start: number, end: number): Outcome {
    if (bytesAre(bytes, start, end, ALLOWED_TEXT)) this.draft.verdict = ALLOWED
    else if (bytesAre(bytes, start, end, DENIED_TEXT)) this.draft.verdict = DENIED
    return this.draft.verdict === 0 ? this.problem.field(name, bytes, start, end, EXPECTED.verdict) : RECORD
  }
}
