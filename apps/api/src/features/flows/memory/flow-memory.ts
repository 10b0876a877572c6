import { GONE } from './codes.ts'
import { type Columns, compact, cut, emptyColumns, grown } from './columns.ts'
import { ConversationRows } from './conversation-rows.ts'
import {
  type CodedFacts,
  type CodesImage,
  type Conversation,
  type ConversationColumns,
  type Endpoint,
  FlowCodes,
  type RuleKey,
  type ServiceKey,
} from './flow-codes.ts'
import { type FlowFacts, type FlowRow, type FlowSums, HOUR_MS } from './flow-row.ts'

/** Rows kept at most; beyond it the oldest are left out of every answer, which says so. About 500 MB. */
export const MAX_ROWS = 4_000_000

/** Flow memory as it is written to a file and read back. */
export interface FlowImage extends CodesImage {
  readonly length: number
  readonly gone: number
  readonly truncated: boolean
  /** Cut to `length` rows. */
  readonly columns: Columns
}

/**
 * Every flow row in columns. Rows are in the order of their ids, which is the order of their writing, so an id is found by
 * halving. Rows taken away are marked and squeezed out later.
 *
 * INVARIANT: `columns` is replaced when it grows: take it anew after every await.
 */
export class FlowMemory {
  columns: Columns = emptyColumns()
  length = 0
  /** Counts every change: what was computed under one version holds until the next. */
  version = 0
  /** Rows were left out because there are more than may be kept. */
  truncated = false
  #gone = 0

  readonly ofConversations = new ConversationRows()
  readonly #codes = new FlowCodes()
  readonly endpoints: readonly Endpoint[] = this.#codes.endpoints
  readonly services: readonly ServiceKey[] = this.#codes.services
  readonly conversations: readonly Conversation[] = this.#codes.conversations
  readonly rules: readonly RuleKey[] = this.#codes.rules
  readonly imports = this.#codes.imports
  readonly appIds = this.#codes.appIds
  readonly users = this.#codes.users
  readonly processes = this.#codes.processes
  readonly #maxRows: number

  constructor(maxRows = MAX_ROWS) {
    this.#maxRows = maxRows
  }

  get conversationColumns(): ConversationColumns {
    return this.#codes.conversationColumns
  }

  /** Rows that are there. */
  get count(): number {
    return this.length - this.#gone
  }

  /** Index of the first row whose id is not less. */
  lowerBound(id: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.columns.id[middle] ?? 0) < id) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Adds a row, or overwrites the one of the same id. INVARIANT: a new row's id is larger than every other. */
  put(row: FlowRow): void {
    this.putCoded(row, this.code(row))
  }

  /** The same for facts that are coded already: many rows share theirs. */
  putCoded(row: FlowSums, facts: CodedFacts): void {
    const last = this.length === 0 ? -1 : (this.columns.id[this.length - 1] ?? -1)
    let at = this.length
    if (row.id <= last) {
      at = this.lowerBound(row.id)
      // Older than what is kept, or taken away meanwhile.
      if (this.columns.id[at] !== row.id || this.columns.state[at] === GONE) return
    } else {
      this.columns = grown(this.columns, this.length + 1)
      this.length += 1
      this.ofConversations.add(at, facts.conversation)
    }
    this.#write(at, row, facts)
  }

  /** Call it once after any number of changes. */
  commit(): void {
    if (this.count > this.#maxRows) {
      const surplus = this.count - Math.floor(this.#maxRows * 0.9)
      for (let row = 0, left = surplus; row < this.length && left > 0; row += 1)
        if (this.columns.state[row] !== GONE) {
          this.#remove(row)
          left -= 1
        }
      this.truncated = true
    }
    if (this.#gone > 10_000 && this.#gone > this.length / 4) {
      const { state } = this.columns
      this.length = compact(this.columns, this.length, (row) => state[row] !== GONE)
      this.#gone = 0
      this.ofConversations.rebuild(this.columns.conversation, this.length)
    }
    this.version += 1
  }

  removeImport(importId: string): void {
    const code = this.imports.find(importId)
    if (code === undefined) return
    const { importId: column } = this.columns
    for (let row = 0; row < this.length; row += 1) if (column[row] === code) this.#remove(row)
  }

  /** Takes away rows of hours that began before `time`. */
  removeBefore(time: number): void {
    const hour = Math.floor(time / HOUR_MS)
    for (let row = 0; row < this.length; row += 1) if ((this.columns.hour[row] ?? 0) < hour) this.#remove(row)
  }

  #remove(row: number): void {
    if (this.columns.state[row] === GONE) return
    this.columns.state[row] = GONE
    this.#gone += 1
  }

  /** Codes stay good for as long as the memory lives. */
  code(facts: FlowFacts): CodedFacts {
    return this.#codes.code(facts)
  }

  /** What the memory holds now; its columns are views, good until the next change. */
  image(): FlowImage {
    const { length, truncated } = this
    return { length, gone: this.#gone, truncated, columns: cut(this.columns, length), ...this.#codes.image() }
  }

  /** Fills the empty memory with what another one held: every code stands for the same again. */
  restore(image: FlowImage): void {
    this.columns = grown(this.columns, image.length)
    for (const name of Object.keys(this.columns) as (keyof Columns)[])
      this.columns[name].set(image.columns[name])
    this.#codes.restore(image)
    this.length = image.length
    this.ofConversations.rebuild(this.columns.conversation, this.length)
    this.#gone = image.gone
    this.truncated = image.truncated
    this.version += 1
  }

  #write(at: number, row: FlowSums, facts: CodedFacts): void {
    const columns = this.columns
    columns.id[at] = row.id
    columns.hour[at] = Math.floor(row.hour / HOUR_MS)
    columns.firstSeen[at] = row.firstSeen
    columns.lastSeen[at] = row.lastSeen
    columns.sessions[at] = row.sessions
    columns.bytes[at] = row.bytes
    columns.packets[at] = row.packets
    columns.source[at] = facts.source
    columns.destination[at] = facts.destination
    columns.protocol[at] = facts.protocol
    columns.port[at] = facts.port
    columns.service[at] = facts.service
    columns.conversation[at] = facts.conversation
    columns.rule[at] = facts.rule
    columns.decider[at] = facts.decider
    columns.revision[at] = facts.revision
    columns.state[at] = facts.state
    columns.action[at] = facts.action
    columns.origin[at] = facts.origin
    columns.importId[at] = facts.importId
    columns.appId[at] = facts.appId
    columns.user[at] = facts.user
    columns.process[at] = facts.process
  }
}
