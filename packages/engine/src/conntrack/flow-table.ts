import { createPacketKey, type PacketKey } from '../model/packet-key.ts'
import { PROTOCOL_NUMBER } from '../model/protocol.ts'
import { createLruLists } from './lru.ts'
import { firstState, isConfirmed, isOver, nextState, TCP_ACK, TCP_SYN, timeoutOf } from './state.ts'
import { DEFAULT_TIMEOUTS, type FlowTimeouts } from './timeouts.ts'
import { createTuple, fillKey, fillTuple, TUPLE_WORDS } from './tuple.ts'
import { createTupleIndex } from './tuple-index.ts'

/** `new` = no tracked connection: ask the classifier, then `admit` what it allows. */
export type Tracking = 'new' | 'established' | 'related'

/** What `reevaluate` and `connections` show of a connection. `key` is reused: copy what must outlive the call. */
export interface TrackedConnection {
  readonly key: PacketKey
  /** What `admit` was given. */
  readonly note: number
  readonly slot: number
}

/**
 * Connections that were let through. Times are milliseconds of any one clock, given with every call.
 *
 * Memory is fixed at about 80 bytes for each connection of the capacity, taken at once. When the table is full, `admit`
 * makes room by forgetting, of the connections that were never answered or are over, the one idle longest; only when there is
 * none, the one idle longest of all. So a flood of SYNs pushes out other SYNs, never working connections.
 */
export interface FlowTable {
  /**
   * Looks a packet up in both directions and, where it belongs to a connection, moves its state on.
   * @param flags TCP flag bits as on the wire (`tcpFlagBits`), 0 for other protocols
   */
  readonly observe: (key: PacketKey, flags: number, now: number) => Tracking
  /** An ICMP error that carries the start of a packet: `related` where that packet belongs to a connection of its addressee. */
  readonly observeError: (error: PacketKey, embedded: PacketKey, now: number) => Tracking
  /**
   * Begins to track the connection that an allowed packet opens, with a number to find again (say the decision).
   * A packet that belongs to a tracked connection only changes its note. Fragments are not tracked.
   */
  readonly admit: (key: PacketKey, flags: number, now: number, note: number) => void
  /** Forgets connections idle for longer than their time-out; returns how many. Looks at `limit` slots, then goes on from there the next time. */
  readonly expire: (now: number, limit?: number) => number
  /**
   * Shows every connection to `judge` (after a new revision, say): it returns the connection's new note, or -1 to forget it.
   * Returns how many were forgotten.
   */
  readonly reevaluate: (judge: (connection: TrackedConnection) => number) => number
  readonly connections: () => Iterable<TrackedConnection>
  /** The slot of the connection that the last `observe` or `admit` found, -1 for none: an index for the caller's own counters. */
  readonly lastSlot: () => number
  readonly size: () => number
  /** Connections forgotten to make room, since the start. */
  readonly evictions: () => number
}

const NOTE = TUPLE_WORDS
const STATE_WORD = TUPLE_WORDS + 1
const STRIDE = TUPLE_WORDS + 2
const FREE = -1

/** Of the two lists, what is evicted first. */
const UNCONFIRMED = 0
const CONFIRMED = 1

/** @throws RangeError unless the capacity is a whole number from 1 to 16,777,216 */
export function createFlowTable({
  capacity,
  timeouts = DEFAULT_TIMEOUTS,
}: {
  readonly capacity: number
  readonly timeouts?: FlowTimeouts
}): FlowTable {
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2 ** 24) {
    throw new RangeError(`\`${capacity}\` is not a capacity; use a whole number from 1 to ${2 ** 24}`)
  }
  const words = new Int32Array(capacity * STRIDE)
  const expiresAt = new Float64Array(capacity)
  const index = createTupleIndex(capacity, words, STRIDE)
  const lists = createLruLists(2, capacity)
  const free = Int32Array.from({ length: capacity }, (_, i) => capacity - 1 - i)
  for (let slot = 0; slot < capacity; slot += 1) words[slot * STRIDE + STATE_WORD] = FREE
  const tuple = createTuple()
  const shown = createPacketKey()
  let freeCount = capacity
  let evicted = 0
  let sweep = 0
  let last = -1
  let foundReply = false

  const stateOf = (slot: number): number => words[slot * STRIDE + STATE_WORD] as number
  const protocolOf = (slot: number): number => (words[slot * STRIDE + 9] as number) & 255

  const find = (key: PacketKey, now: number): number => {
    foundReply = false
    let slot = fillTuple(tuple, key, false) ? index.find(tuple) : -1
    if (slot < 0 && fillTuple(tuple, key, true)) {
      slot = index.find(tuple)
      foundReply = true
    }
    if (slot >= 0 && (expiresAt[slot] as number) <= now) {
      forget(slot)
      return -1
    }
    return slot
  }

  const forget = (slot: number): void => {
    index.remove(slot)
    lists.remove(slot)
    words[slot * STRIDE + STATE_WORD] = FREE
    free[freeCount] = slot
    freeCount += 1
  }

  const touch = (slot: number, state: number, now: number): void => {
    words[slot * STRIDE + STATE_WORD] = state
    expiresAt[slot] = now + timeoutOf(state, protocolOf(slot), timeouts)
    lists.append(isConfirmed(state) ? CONFIRMED : UNCONFIRMED, slot)
  }

  const observe = (key: PacketKey, flags: number, now: number): Tracking => {
    last = find(key, now)
    if (last < 0) return 'new'
    const state = stateOf(last)
    const opens = (flags & (TCP_SYN | TCP_ACK)) === TCP_SYN
    if (key.protocol === PROTOCOL_NUMBER.tcp && opens && isOver(state)) {
      forget(last)
      last = -1
      return 'new'
    }
    lists.remove(last)
    touch(last, nextState(state, key.protocol, flags, foundReply), now)
    return 'established'
  }

  const observeError = (error: PacketKey, embedded: PacketKey, now: number): Tracking => {
    const addressed =
      error.destination0 === embedded.source0 &&
      error.destination1 === embedded.source1 &&
      error.destination2 === embedded.source2 &&
      error.destination3 === embedded.source3
    last = addressed ? find(embedded, now) : -1
    return last < 0 ? 'new' : 'related'
  }

  const takeSlot = (): number => {
    if (freeCount === 0) {
      const idle = lists.oldest(UNCONFIRMED)
      forget(idle >= 0 ? idle : lists.oldest(CONFIRMED))
      evicted += 1
    }
    freeCount -= 1
    return free[freeCount] as number
  }

  const admit = (key: PacketKey, flags: number, now: number, note: number): void => {
    last = find(key, now)
    if (last >= 0) {
      words[last * STRIDE + NOTE] = note
      return
    }
    if (!fillTuple(tuple, key, false)) return
    last = takeSlot()
    words.set(tuple, last * STRIDE)
    words[last * STRIDE + NOTE] = note
    touch(last, firstState(key.protocol, flags), now)
    index.insert(last)
  }

  const expire = (now: number, limit = capacity): number => {
    let forgotten = 0
    for (let looked = Math.min(limit, capacity); looked > 0; looked -= 1) {
      if (stateOf(sweep) !== FREE && (expiresAt[sweep] as number) <= now) {
        forget(sweep)
        forgotten += 1
      }
      sweep = (sweep + 1) % capacity
    }
    return forgotten
  }

  const show = (slot: number): TrackedConnection => {
    fillKey(shown, words, slot * STRIDE)
    return { key: shown, note: words[slot * STRIDE + NOTE] as number, slot }
  }

  const reevaluate = (judge: (connection: TrackedConnection) => number): number => {
    let forgotten = 0
    for (let slot = 0; slot < capacity; slot += 1) {
      if (stateOf(slot) === FREE) continue
      const note = judge(show(slot))
      words[slot * STRIDE + NOTE] = note
      if (note >= 0) continue
      forget(slot)
      forgotten += 1
    }
    return forgotten
  }

  function* connections(): Iterable<TrackedConnection> {
    for (let slot = 0; slot < capacity; slot += 1) if (stateOf(slot) !== FREE) yield show(slot)
  }

  return {
    observe,
    observeError,
    admit,
    expire,
    reevaluate,
    connections,
    lastSlot: () => last,
    size: () => capacity - freeCount,
    evictions: () => evicted,
  }
}
