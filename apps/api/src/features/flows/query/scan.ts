import { GONE } from '../memory/codes.ts'
import type { FlowMemory } from '../memory/flow-memory.ts'
import type { CompiledFilter } from './compile-filter.ts'

/** Most answers are few of the rows: what is kept of them is a copy of its own size. */
let scratch = new Int32Array(0)

const inNoRule = (words: CompiledFilter['words']): boolean =>
  words.every(({ rules }) => rules.every((holds) => holds === 0))

/**
 * Conversations whose rows may pass, and how many they are. There are far fewer of them than rows, so what hangs on the two
 * ends and the service alone is decided once for each; a word that may also be in a rule's name is left to the rows.
 */
const fittingConversations = (
  { conversations }: FlowMemory,
  { source, destination, services, either, words }: CompiledFilter,
): { readonly fits: Uint8Array; readonly count: number } => {
  const fits = new Uint8Array(conversations.length)
  const ofEnds = inNoRule(words) ? words : []
  let count = 0
  for (const [code, conversation] of conversations.entries()) {
    const { source: from, destination: to, service } = conversation
    if (source !== null && source[from] !== 1) continue
    if (destination !== null && destination[to] !== 1) continue
    if (services !== null && services[service] !== 1) continue
    if (!either.every((mask) => mask[from] === 1 || mask[to] === 1)) continue
    if (
      !ofEnds.every(
        (word) => word.endpoints[from] === 1 || word.endpoints[to] === 1 || word.services[service] === 1,
      )
    )
      continue
    fits[code] = 1
    count += 1
  }
  return { fits, count }
}

/**
 * Rows that a filter lets through, in the order of their ids. A row belongs to a time window when any of its sessions may
 * have been seen in it.
 */
export const scan = (memory: FlowMemory, filter: CompiledFilter): Int32Array => {
  const { columns, length } = memory
  const { source, destination, service, conversation, state, rule, decider, firstSeen, lastSeen } = columns
  const fitting = fittingConversations(memory, filter)
  if (filter.empty || fitting.count === 0) return new Int32Array(0)
  if (scratch.length < length) scratch = new Int32Array(Math.ceil(length * 1.25))
  const found = scratch
  const { from, to, states, words } = filter
  const timed = from !== Number.NEGATIVE_INFINITY || to !== Number.POSITIVE_INFINITY
  const { rules, deciders, secret } = filter
  const { fits: fit } = fitting
  const checked = inNoRule(words) ? [] : words
  let count = 0
  for (let row = 0; row < length; row += 1) {
    if (fit[conversation[row] ?? 0] !== 1) continue
    const rowState = state[row] ?? GONE
    if (rowState === GONE || states[rowState] !== 1) continue
    if (timed && ((lastSeen[row] ?? 0) < from || (firstSeen[row] ?? 0) > to)) continue
    if (rules !== null && rules[rule[row] ?? 0] !== 1) continue
    const from_ = source[row] ?? 0
    const to_ = destination[row] ?? 0
    if (rules !== null && secret !== null && (secret[from_] === 1 || secret[to_] === 1)) continue
    if (deciders !== null && deciders[decider[row] ?? 0] !== 1) continue
    if (filter.revision !== null && columns.revision[row] !== filter.revision) continue
    if (filter.importId !== null && columns.importId[row] !== filter.importId) continue
    if (filter.origin !== null && columns.origin[row] !== filter.origin) continue
    let fits = true
    for (let index = 0; fits && index < checked.length; index += 1) {
      const word = checked[index]
      fits =
        word?.endpoints[from_] === 1 ||
        word?.endpoints[to_] === 1 ||
        word?.services[service[row] ?? 0] === 1 ||
        word?.rules[rule[row] ?? 0] === 1
    }
    if (!fits) continue
    found[count] = row
    count += 1
  }
  return found.slice(0, count)
}
