import type { Context } from '../context.ts'
import type { LineReader, Outcome } from '../outcome.ts'
import { ZeekJsonReader } from './zeek-json.ts'
import { ZeekTsvReader } from './zeek-tsv.ts'

const BRACE = 123

/** Zeek's conn.log in either of its forms: a line that begins with a brace is JSON. */
export class ZeekReader implements LineReader {
  readonly #tsv: ZeekTsvReader
  readonly #json: ZeekJsonReader

  constructor(context: Context) {
    this.#tsv = new ZeekTsvReader(context)
    this.#json = new ZeekJsonReader(context)
  }

  read(bytes: Uint8Array, start: number, end: number): Outcome {
    return bytes[start] === BRACE ? this.#json.read(bytes, start, end) : this.#tsv.read(bytes, start, end)
  }
}
