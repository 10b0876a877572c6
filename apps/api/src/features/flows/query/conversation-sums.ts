import { DECIDERS } from '../memory/codes.ts'
import type { Selection } from './selection.ts'

const RULE = DECIDERS.indexOf('rule')
const DEFAULT_RULE = DECIDERS.indexOf('default-rule')

/**
 * Sums over a selection by conversation (source, destination, service), each an array by the conversation's code; those by state
 * have four places for each. Everything coarser (edges, nodes, coverage) is summed from these few instead of from all rows.
 */
export interface ConversationSums {
  readonly flows: Float64Array
  readonly sessions: Float64Array
  readonly bytes: Float64Array
  readonly firstSeen: Float64Array
  readonly lastSeen: Float64Array
  /** Sessions that a rule decided, and that the default rule did. */
  readonly byRule: Float64Array
  readonly byDefault: Float64Array
  /** Codes that occur in the selection. */
  readonly present: readonly number[]
}

export const sumConversations = ({ memory, rows }: Selection): ConversationSums => {
  const { columns } = memory
  const size = memory.conversations.length
  const flows = new Float64Array(size * 4)
  const sessions = new Float64Array(size * 4)
  const bytes = new Float64Array(size)
  const firstSeen = new Float64Array(size)
  const lastSeen = new Float64Array(size)
  const byRule = new Float64Array(size)
  const byDefault = new Float64Array(size)
  const present: number[] = []
  const { conversation, state, decider, sessions: sessionColumn, bytes: byteColumn } = columns
  const { firstSeen: firstColumn, lastSeen: lastColumn } = columns
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0
    const code = conversation[row] ?? 0
    const cell = code * 4 + (state[row] ?? 3)
    const count = sessionColumn[row] ?? 0
    const first = firstColumn[row] ?? 0
    const last = lastColumn[row] ?? 0
    if (lastSeen[code] === 0) {
      present.push(code)
      firstSeen[code] = first
    } else if (first < (firstSeen[code] ?? 0)) firstSeen[code] = first
    if (last > (lastSeen[code] ?? 0)) lastSeen[code] = last
    flows[cell] = (flows[cell] ?? 0) + 1
    sessions[cell] = (sessions[cell] ?? 0) + count
    bytes[code] = (bytes[code] ?? 0) + (byteColumn[row] ?? 0)
    const by = decider[row]
    if (by === RULE) byRule[code] = (byRule[code] ?? 0) + count
    else if (by === DEFAULT_RULE) byDefault[code] = (byDefault[code] ?? 0) + count
  }
  return { flows, sessions, bytes, firstSeen, lastSeen, byRule, byDefault, present }
}
