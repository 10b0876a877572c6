import type { Memberships } from './memberships.ts'
import type { RowStore } from './rows.ts'
import type { RuleIndex, RuleLists, SideIndex } from './rule-index.ts'

/** Rows of memberships on one side, computed when first asked for and kept. */
export interface SideRows {
  readonly rowOf: (membership: number) => number
}

const BASES_FROM = 512

/**
 * The rows of a side: the rules that may hold addresses of a membership. Each is made from the row of an address that only the
 * sets hold which hold all, by the rules of the other sets alone: time in proportion to those, not to all rules.
 *
 * @param covering by family: the slots whose sets hold every address
 */
export function createSideRows(
  rows: RowStore,
  memberships: Memberships,
  { always, negated, positiveBySlot, negatedBySlot }: SideIndex,
  family: RuleIndex['family'],
  covering: { readonly 4: readonly number[]; readonly 6: readonly number[] },
): SideRows {
  const { words, summaryWords } = rows
  const starts = { 4: start(4), 6: start(6) }
  const known: number[] = []
  let slots = new Int32Array(64)

  function start(which: 4 | 6) {
    const bits = new Int32Array(words)
    for (let i = 0; i < words; i += 1) bits[i] = (always[i] ?? 0) | (negated[i] ?? 0)
    for (const slot of covering[which]) {
      forEachRule(positiveBySlot, slot, (rule) => {
        bits[rule >>> 5] = (bits[rule >>> 5] ?? 0) | (1 << (rule & 31))
      })
      forEachRule(negatedBySlot, slot, (rule) => {
        bits[rule >>> 5] = (bits[rule >>> 5] ?? 0) & ~(1 << (rule & 31))
      })
    }
    for (let i = 0; i < words; i += 1) bits[i] = (bits[i] ?? 0) & (family[which][i] ?? 0)
    // Where rules are few, a base costs more reads than it saves memory.
    const base = words < BASES_FROM ? rows.empty : rows.addBase(bits)
    return { bits, base, work: bits.slice(), touched: new Int32Array(summaryWords) }
  }

  const make = (membership: number): number => {
    const which = memberships.familyOf(membership)
    const { bits, base, work, touched } = starts[which]
    const count = memberships.sizeOf(membership)
    if (count > slots.length) slots = new Int32Array(count * 2)
    memberships.read(membership, slots)
    const mask = family[which]
    for (let i = 0; i < count; i += 1) {
      const slot = slots[i] as number
      for (
        let at = positiveBySlot.start[slot] as number;
        at < (positiveBySlot.start[slot + 1] as number);
        at += 1
      ) {
        const rule = positiveBySlot.rules[at] as number
        const w = rule >>> 5
        work[w] = (work[w] as number) | ((1 << (rule & 31)) & (mask[w] as number))
        touched[w >>> 5] = (touched[w >>> 5] as number) | (1 << (w & 31))
      }
      for (
        let at = negatedBySlot.start[slot] as number;
        at < (negatedBySlot.start[slot + 1] as number);
        at += 1
      ) {
        const rule = negatedBySlot.rules[at] as number
        const w = rule >>> 5
        work[w] = (work[w] as number) & ~(1 << (rule & 31))
        touched[w >>> 5] = (touched[w >>> 5] as number) | (1 << (w & 31))
      }
    }
    const row = base === rows.empty ? rows.intern(work, base) : rows.internTouched(work, base, bits, touched)
    for (let s = 0; s < summaryWords; s += 1) {
      for (let left = touched[s] as number; left !== 0; left &= left - 1) {
        const w = s * 32 + 31 - Math.clz32(left & -left)
        work[w] = bits[w] as number
      }
      touched[s] = 0
    }
    return row
  }
  return {
    rowOf: (membership) => {
      const found = known[membership]
      if (found !== undefined) return found
      const made = make(membership)
      known[membership] = made
      return made
    },
  }
}

/**
 * Rows cut down to other rules, each pair once: where the whole row is among them, it is the row itself.
 *
 * @param all the row of all rules
 */
export function createCuts(rows: RowStore, all: number): (row: number, by: number) => number {
  const known = new Map<number, number>()
  const [bits, mask] = [new Int32Array(rows.words), new Int32Array(rows.words)]
  return (row, by) => {
    if (by === all) return row
    const key = row * 2 ** 26 + by
    const found = known.get(key)
    if (found !== undefined) return found
    rows.read(row, bits)
    rows.read(by, mask)
    let cut = false
    for (let i = 0; i < bits.length; i += 1) {
      const word = bits[i] as number
      const left = word & (mask[i] as number)
      if (left === word) continue
      cut = true
      bits[i] = left
    }
    const made = cut ? rows.intern(bits, rows.store.words[row] as number) : row
    known.set(key, made)
    return made
  }
}

function forEachRule({ start, rules }: RuleLists, slot: number, visit: (rule: number) => void): void {
  for (let at = start[slot] as number; at < (start[slot + 1] as number); at += 1) visit(rules[at] as number)
}

/** Rows of the rules whose identity-bearing sources hold a membership by address. */
export function createHeldRows(
  rows: RowStore,
  memberships: Memberships,
  { identityBySlot, hasIdentities }: Pick<RuleIndex, 'identityBySlot' | 'hasIdentities'>,
): SideRows {
  const known: number[] = []
  let slots = new Int32Array(64)
  return {
    rowOf: (membership) => {
      if (!hasIdentities) return rows.empty
      const found = known[membership]
      if (found !== undefined) return found
      const count = memberships.sizeOf(membership)
      if (count > slots.length) slots = new Int32Array(count * 2)
      memberships.read(membership, slots)
      const bits = new Int32Array(rows.words)
      for (let i = 0; i < count; i += 1)
        forEachRule(identityBySlot, slots[i] as number, (rule) => {
          bits[rule >>> 5] = (bits[rule >>> 5] ?? 0) | (1 << (rule & 31))
        })
      const made = rows.intern(bits, rows.empty)
      known[membership] = made
      return made
    },
  }
}
