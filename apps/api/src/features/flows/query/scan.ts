import { GONE } from '../memory/codes.ts'
import type { FlowMemory } from '../memory/flow-memory.ts'
import type { CompiledFilter } from './compile-filter.ts'

/** Most answers are few of the rows: what is kept of them is a copy of its own size. */
let scratch = new Int32Array(0)

/**
 * Rows that a filter lets through, in the order of their ids. A row belongs to a time window when any of its sessions may
 * have been seen in it.
 */
export const scan = (memory: FlowMemory, filter: CompiledFilter): Int32Array => {
  const { columns, length } = memory
  const { source, destination, service, state, rule, decider, firstSeen, lastSeen } = columns
  if (filter.empty) return new Int32Array(0)
  if (scratch.length < length) scratch = new Int32Array(Math.ceil(length * 1.25))
  const found = scratch
  const { from, to, states, words, either } = filter
  const timed = from !== Number.NEGATIVE_INFINITY || to !== Number.POSITIVE_INFINITY
  const { source: sources, destination: destinations, services, rules, deciders, secret } = filter
  let count = 0
  for (let row = 0; row < length; row += 1) {
    const rowState = state[row] ?? GONE
    if (rowState === GONE || states[rowState] !== 1) continue
    if (timed && ((lastSeen[row] ?? 0) < from || (firstSeen[row] ?? 0) > to)) continue
    const from_ = source[row] ?? 0
    const to_ = destination[row] ?? 0
    if (sources !== null && sources[from_] !== 1) continue
    if (destinations !== null && destinations[to_] !== 1) continue
    if (services !== null && services[service[row] ?? 0] !== 1) continue
    if (rules !== null && rules[rule[row] ?? 0] !== 1) continue
    if (rules !== null && secret !== null && (secret[from_] === 1 || secret[to_] === 1)) continue
    if (deciders !== null && deciders[decider[row] ?? 0] !== 1) continue
    if (filter.revision !== null && columns.revision[row] !== filter.revision) continue
    if (filter.importId !== null && columns.importId[row] !== filter.importId) continue
    if (filter.origin !== null && columns.origin[row] !== filter.origin) continue
    let fits = true
    for (let index = 0; fits && index < either.length; index += 1) {
      const mask = either[index]
      fits = mask?.[from_] === 1 || mask?.[to_] === 1
    }
    for (let index = 0; fits && index < words.length; index += 1) {
      const word = words[index]
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
