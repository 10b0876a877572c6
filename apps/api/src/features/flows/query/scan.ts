import { FLOW_STATES } from '@flowgate/shared'
import type { ConversationColumns } from '../memory/flow-codes.ts'
import type { FlowMemory } from '../memory/flow-memory.ts'
import type { CompiledFilter, WordMasks } from './compile-filter.ts'
import type { Mask } from './selector.ts'

/** Most answers are few of the rows: what is kept of them is a copy of its own size. */
let scratch = new Int32Array(0)

/** Takes out what is not in the mask of one column's codes. */
const keep = (fits: Mask, column: Uint32Array, mask: Mask): void => {
  for (let code = 0; code < fits.length; code += 1)
    fits[code] = (fits[code] ?? 0) & (mask[column[code] ?? 0] ?? 0)
}

/** Takes out what is in neither mask. */
const keepEither = (fits: Mask, one: Uint32Array, other: Uint32Array, mask: Mask): void => {
  for (let code = 0; code < fits.length; code += 1)
    fits[code] = (fits[code] ?? 0) & ((mask[one[code] ?? 0] ?? 0) | (mask[other[code] ?? 0] ?? 0))
}

const keepWord = (
  fits: Mask,
  { source, destination, service }: ConversationColumns,
  { endpoints, services }: WordMasks,
): void => {
  for (let code = 0; code < fits.length; code += 1) {
    const ends = (endpoints[source[code] ?? 0] ?? 0) | (endpoints[destination[code] ?? 0] ?? 0)
    fits[code] = (fits[code] ?? 0) & (ends | (services[service[code] ?? 0] ?? 0))
  }
}

const every = ({ conversations }: FlowMemory): Mask => new Uint8Array(conversations.length).fill(1)

/**
 * Conversations whose rows may pass. There are far fewer of them than rows, so what hangs on the two ends and the service
 * alone is decided once for each, condition by condition in loops over columns.
 */
const fittingConversations = (
  memory: FlowMemory,
  { source, destination, services, either }: CompiledFilter,
  words: readonly WordMasks[],
): Mask => {
  const columns = memory.conversationColumns
  const fits = every(memory)
  if (source !== null) keep(fits, columns.source, source)
  if (destination !== null) keep(fits, columns.destination, destination)
  if (services !== null) keep(fits, columns.service, services)
  for (const mask of either) keepEither(fits, columns.source, columns.destination, mask)
  for (const word of words) keepWord(fits, columns, word)
  return fits
}

/** By state code as it stands in the column: a row that was taken away is in none. */
const statesByCode = (states: Mask): Mask => {
  const codes = new Uint8Array(256)
  codes.set(states.subarray(0, FLOW_STATES.length))
  return codes
}

/**
 * Rows found so far, narrowed condition by condition. Each condition is one loop over typed arrays and nothing else: a row
 * costs a nanosecond or two, where one loop with all conditions in it cost a hundred.
 */
class Narrowing {
  readonly #found: Int32Array
  #count: number

  constructor(found: Int32Array, count: number) {
    this.#found = found
    this.#count = count
  }

  byMask(column: Uint32Array | Uint8Array, mask: Mask): void {
    const found = this.#found
    let kept = 0
    for (let index = 0; index < this.#count; index += 1) {
      const row = found[index] ?? 0
      found[kept] = row
      kept += mask[column[row] ?? 0] ?? 0
    }
    this.#count = kept
  }

  /** Rows for which either of two masks holds. */
  byEither(one: Uint32Array, oneMask: Mask, other: Uint32Array, otherMask: Mask): void {
    const found = this.#found
    let kept = 0
    for (let index = 0; index < this.#count; index += 1) {
      const row = found[index] ?? 0
      found[kept] = row
      kept += (oneMask[one[row] ?? 0] ?? 0) | (otherMask[other[row] ?? 0] ?? 0)
    }
    this.#count = kept
  }

  /** Rows neither of whose two codes is in the mask. */
  byNeither(one: Uint32Array, other: Uint32Array, mask: Mask): void {
    const found = this.#found
    let kept = 0
    for (let index = 0; index < this.#count; index += 1) {
      const row = found[index] ?? 0
      found[kept] = row
      kept += 1 - ((mask[one[row] ?? 0] ?? 0) | (mask[other[row] ?? 0] ?? 0))
    }
    this.#count = kept
  }

  byValue(column: Uint32Array | Int32Array | Uint8Array, value: number): void {
    const found = this.#found
    let kept = 0
    for (let index = 0; index < this.#count; index += 1) {
      const row = found[index] ?? 0
      found[kept] = row
      if (column[row] === value) kept += 1
    }
    this.#count = kept
  }

  /** Rows that were seen at any time from `from` to `to`. */
  byWindow(firstSeen: Float64Array, lastSeen: Float64Array, from: number, to: number): void {
    const found = this.#found
    let kept = 0
    for (let index = 0; index < this.#count; index += 1) {
      const row = found[index] ?? 0
      found[kept] = row
      if ((lastSeen[row] ?? 0) >= from && (firstSeen[row] ?? 0) <= to) kept += 1
    }
    this.#count = kept
  }

  rows(): Int32Array {
    return this.#found.slice(0, this.#count)
  }
}

/** Rows whose conversation and state fit, into `found`. Returns how many. */
const rowsOf = (
  found: Int32Array,
  length: number,
  { conversation, state }: Pick<FlowMemory['columns'], 'conversation' | 'state'>,
  fits: Mask,
  states: Mask,
): number => {
  let count = 0
  for (let row = 0; row < length; row += 1) {
    found[count] = row
    count += (fits[conversation[row] ?? 0] ?? 0) & (states[state[row] ?? 0] ?? 0)
  }
  return count
}

/**
 * Rows that a filter lets through, in the order of their ids. A row belongs to a time window when any of its sessions may
 * have been seen in it.
 */
export const scan = (memory: FlowMemory, filter: CompiledFilter): Int32Array => {
  if (filter.empty) return new Int32Array(0)
  const { columns, length } = memory
  const { from, to, rules, deciders, secret } = filter
  // A word that may also be in a rule's name is left to the rows.
  const inRules = filter.words.filter((word) => word.rules.includes(1))
  const ofEnds = filter.words.filter((word) => !inRules.includes(word))
  const fits = fittingConversations(memory, filter, ofEnds)
  if (!fits.includes(1)) return new Int32Array(0)
  if (scratch.length < length + 1) scratch = new Int32Array(Math.ceil((length + 1) * 1.25))
  const states = statesByCode(filter.states)
  const few = memory.ofConversations.collect(fits, scratch)
  const found = new Narrowing(scratch, few ?? rowsOf(scratch, length, columns, fits, states))
  if (few !== null) found.byMask(columns.state, states)
  if (from !== Number.NEGATIVE_INFINITY || to !== Number.POSITIVE_INFINITY)
    found.byWindow(columns.firstSeen, columns.lastSeen, from, to)
  if (rules !== null) found.byMask(columns.rule, rules)
  if (rules !== null && secret !== null) found.byNeither(columns.source, columns.destination, secret)
  if (deciders !== null) found.byMask(columns.decider, deciders)
  if (filter.revision !== null) found.byValue(columns.revision, filter.revision)
  if (filter.importId !== null) found.byValue(columns.importId, filter.importId)
  if (filter.origin !== null) found.byValue(columns.origin, filter.origin)
  for (const word of inRules) {
    const ofWord = every(memory)
    keepWord(ofWord, memory.conversationColumns, word)
    found.byEither(columns.conversation, ofWord, columns.rule, word.rules)
  }
  return found.rows()
}
