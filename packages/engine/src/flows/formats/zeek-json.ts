import type { Context } from '../context.ts'
import type { LineReader, Outcome } from '../outcome.ts'
import { Json, Keys } from '../scan/json.ts'
import { textAt } from '../scan/text.ts'
import { Slots } from '../slots.ts'
import { NO_OBJECT, readFlatObject } from './object-slots.ts'
import { CONN_FIELDS, connRole, readConn } from './zeek-conn.ts'

const PATH = CONN_FIELDS.length
const KEYS = new Keys([
  ...[
    ...CONN_FIELDS,
    'id_orig_h',
    'id_orig_p',
    'id_resp_h',
    'id_resp_p',
    'src',
    'src_port',
    'dst',
    'dst_port',
  ].map((name): [string, number] => [name, connRole(name)]),
  ['_path', PATH],
])

/** Zeek's conn.log as JSON lines. A `_path` other than `conn` belongs to another log and is refused. */
export class ZeekJsonReader implements LineReader {
  readonly #context: Context
  readonly #json = new Json()
  readonly #slots = new Slots(PATH + 1)

  constructor(context: Context) {
    this.#context = context
  }

  read(bytes: Uint8Array, start: number, end: number): Outcome {
    const slots = this.#slots
    if (!readFlatObject(this.#json, KEYS, slots, bytes, start, end))
      return this.#context.problem.say(NO_OBJECT)
    if (slots.has(PATH)) {
      const path = textAt(slots.bytesOf(PATH, bytes), slots.start[PATH] as number, slots.end[PATH] as number)
      if (!path.startsWith('conn'))
        return this.#context.problem.say(`\`_path\` is \`${path}\`, expected \`conn\``)
    }
    return readConn(this.#context, slots, bytes)
  }
}
