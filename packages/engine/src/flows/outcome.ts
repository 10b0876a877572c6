import { textAt } from './scan/text.ts'

/** What a line was. */
export const RECORD = 0
/** Well formed, but not about a connection: counted, not reported. */
export const SKIPPED = 1
export const BAD = 2
/** A header or a comment: not counted. */
export const IGNORED = 3
export type Outcome = typeof RECORD | typeof SKIPPED | typeof BAD | typeof IGNORED

const SHOWN = 60

/** Why the last bad line was bad, in words for its sender. */
export class Problem {
  reason = ''

  /** @returns BAD, so that a reader can `return problem.say(...)`. */
  say(reason: string): typeof BAD {
    this.reason = reason
    return BAD
  }

  /** Names the field, what came in bytes [start, end) and what would be right. */
  field(name: string, bytes: Uint8Array, start: number, end: number, expected: string): typeof BAD {
    const shown = textAt(bytes, start, Math.min(end, start + SHOWN))
    return this.say(`\`${name}\` is \`${shown}${end - start > SHOWN ? '…' : ''}\`, expected ${expected}`)
  }

  missing(name: string, expected: string): typeof BAD {
    return this.say(`\`${name}\` is missing, expected ${expected}`)
  }
}

/** Reads lines of one format into a draft. */
export interface LineReader {
  /** Fills the draft when it returns RECORD, the problem when it returns BAD. */
  readonly read: (bytes: Uint8Array, start: number, end: number) => Outcome
}

export const EXPECTED = {
  address: 'an IPv4 or IPv6 address without zone',
  count: 'a whole number from 0 to 9007199254740991',
  port: 'a port from 0 to 65535',
  protocol: 'a protocol number from 0 to 255',
  verdict: '`allowed` or `denied`',
} as const
