import type { PortRange, ServiceEntry } from '../../model/document.ts'
import { protocolNumber } from '../../model/protocol.ts'

/**
 * (protocol, port) -> row of the rules whose services may match. `roots[protocol]` is the offset of a node in `nodes`, or,
 * negative, `~row` where ports make no difference; nodes are 256-way like the address trie's, over the 16 bits of the
 * destination port, or of ICMP type and code. `hidden[protocol]` is the row for packets that show no ports.
 */
export interface ServiceTable {
  readonly roots: Int32Array
  readonly nodes: Int32Array
  readonly hidden: Int32Array
}

/** Both ends inclusive. */
interface KeyRange {
  readonly first: number
  readonly last: number
  readonly rule: number
}

/** What the rules of one protocol ask for. */
interface ProtocolKeys {
  readonly ranges: KeyRange[]
  /** Rules that match without looking at ports. */
  readonly portless: Int32Array
}

/**
 * Source ports are not in the table: a rule that asks for one is in the rows of its destination ports, and the caller
 * compares its source port afterwards.
 *
 * @param services the entries of each rule by its number; null = any service
 * @param intern stores a rule bitset, returns its row
 */
export function buildServiceTable(
  services: readonly (readonly ServiceEntry[] | null)[],
  words: number,
  intern: (row: Int32Array) => number,
): ServiceTable {
  const { any, byProtocol } = serviceRuns(services, words, intern)
  const roots = new Int32Array(256).fill(~any)
  const hidden = new Int32Array(256).fill(any)
  const nodes: number[] = []
  for (const [number, keys] of byProtocol) {
    hidden[number] = keys.hidden
    roots[number] = keys.runs.length === 1 ? ~keys.hidden : addNodes(nodes, keys.runs)
  }
  return { roots, nodes: Int32Array.from(nodes), hidden }
}

/** What the rules of one protocol ask for, as runs of keys with the same rules. */
export interface ProtocolRuns {
  /** From key 0 on. One run where ports make no difference: then its row is `hidden`. */
  readonly runs: readonly KeyRun[]
  /** The row for packets that show no ports. */
  readonly hidden: number
}

/** The rows of all services; `any` is the row of the protocols that no rule names. Parameters as `buildServiceTable`. */
export function serviceRuns(
  services: readonly (readonly ServiceEntry[] | null)[],
  words: number,
  intern: (row: Int32Array) => number,
): { readonly any: number; readonly byProtocol: ReadonlyMap<number, ProtocolRuns> } {
  const any = new Int32Array(words)
  const protocols = new Map<number, ProtocolKeys>()
  for (const [rule, entries] of services.entries()) {
    if (entries === null) setBit(any, rule)
    for (const entry of entries ?? []) {
      const number = protocolNumber(entry)
      const keys = protocols.get(number) ?? { ranges: [], portless: new Int32Array(words) }
      protocols.set(number, keys)
      const ranges = keyRanges(entry)
      if (ranges === null) setBit(keys.portless, rule)
      else for (const [first, last] of ranges) keys.ranges.push({ first, last, rule })
    }
  }
  const byProtocol = new Map<number, ProtocolRuns>()
  for (const [number, { ranges, portless }] of protocols) {
    const base = any.map((value, i) => value | (portless[i] ?? 0))
    const hidden = intern(base)
    byProtocol.set(number, {
      hidden,
      runs: ranges.length === 0 ? [{ first: 0, row: hidden }] : keyRows(ranges, base, intern),
    })
  }
  return { any: intern(any), byProtocol }
}

/** The 16-bit keys an entry asks for; null = it does not look at them. */
function keyRanges(entry: ServiceEntry): readonly PortRange[] | null {
  if (entry.protocol === 'ip') return null
  if ('type' in entry) {
    if (entry.type === null) return null
    const first = entry.type << 8
    return entry.code === null ? [[first, first | 255]] : [[first | entry.code, first | entry.code]]
  }
  if (entry.destinationPorts.length > 0) return entry.destinationPorts
  return entry.sourcePorts.length > 0 ? [[0, 65535]] : null
}

/** Keys from `first` up to the next run's have this row. */
export interface KeyRun {
  readonly first: number
  readonly row: number
}

/** The rows of the 65,536 keys, as runs from 0 on, by one sweep over the ends of the ranges. */
function keyRows(
  ranges: readonly KeyRange[],
  base: Int32Array,
  intern: (row: Int32Array) => number,
): readonly KeyRun[] {
  const events = ranges.flatMap(({ first, last, rule }) => [
    { at: first, rule, change: 1 },
    { at: last + 1, rule, change: -1 },
  ])
  events.sort((a, b) => a.at - b.at)
  const open = new Map<number, number>()
  const row = base.slice()
  const runs: KeyRun[] = []
  let from = 0
  for (const { at, rule, change } of events) {
    if (at > from) runs.push({ first: from, row: intern(row) })
    from = at
    const count = (open.get(rule) ?? 0) + change
    open.set(rule, count)
    if (count > 0) setBit(row, rule)
    else row[rule >>> 5] = (row[rule >>> 5] ?? 0) & (~(1 << (rule & 31)) | (base[rule >>> 5] ?? 0))
  }
  if (from < 65536) runs.push({ first: from, row: intern(row) })
  return runs
}

/** Pages in the middle of a run are its row; only those in which one ends are written out. */
function addNodes(nodes: number[], runs: readonly KeyRun[]): number {
  const root = nodes.length
  for (let i = 0; i < 256; i += 1) nodes.push(0)
  let run = 0
  const rowAt = (key: number): number => {
    while ((runs[run + 1]?.first ?? 65536) <= key) run += 1
    return runs[run]?.row ?? 0
  }
  for (let high = 0; high < 256; high += 1) {
    const page = high * 256
    const row = rowAt(page)
    if ((runs[run + 1]?.first ?? 65536) >= page + 256) {
      nodes[root + high] = ~row
    } else {
      nodes[root + high] = nodes.length
      for (let low = 0; low < 256; low += 1) nodes.push(~rowAt(page + low))
    }
  }
  return root
}

export function setBit(row: Int32Array, bit: number): void {
  row[bit >>> 5] = (row[bit >>> 5] ?? 0) | (1 << (bit & 31))
}
