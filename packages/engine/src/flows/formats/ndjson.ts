import type { Context } from '../context.ts'
import type { LineReader, Outcome } from '../outcome.ts'
import { Json, Keys } from '../scan/json.ts'
import { Slots } from '../slots.ts'
import { NO_OBJECT, readFlatObject } from './object-slots.ts'
import { OWN_FIELDS, readOwn } from './own-fields.ts'

const KEYS = new Keys(OWN_FIELDS.map((name, role): [string, number] => [name, role]))

/** Flowgate's own record, one JSON object a line; unknown keys are passed over. */
export class NdjsonReader implements LineReader {
  readonly #context: Context
  readonly #json = new Json()
  readonly #slots = new Slots(OWN_FIELDS.length)

  constructor(context: Context) {
    this.#context = context
  }

  read(bytes: Uint8Array, start: number, end: number): Outcome {
    return readFlatObject(this.#json, KEYS, this.#slots, bytes, start, end)
      ? readOwn(this.#context, this.#slots, bytes)
      : this.#context.problem.say(NO_OBJECT)
  }
}
