import type { FastTables } from '../match/fast/compile.ts'
import { rowWord } from '../match/fast/row-table.ts'
import type { RuleMask } from './rule-mask.ts'

type Rows = Pick<FastTables, 'rows' | 'shape'>

/** Adds the rules of a row to a set of words, as far as they lie in the words from `firstWord` to `lastWord`. */
export function orRow(
  into: Int32Array,
  { rows, shape: { summaryWords } }: Rows,
  row: number,
  firstWord: number,
  lastWord: number,
): void {
  for (let s = firstWord >>> 5; s <= lastWord >>> 5 && s < summaryWords; s += 1) {
    let at = row + (rows[row + summaryWords + s] as number)
    for (let summary = rows[row + s] as number; summary !== 0; summary &= summary - 1) {
      const i = s * 32 + 31 - Math.clz32(summary & -summary)
      if (i >= firstWord && i <= lastWord) into[i] = (into[i] as number) | (rows[at] as number)
      at += 1
    }
  }
}

/** Writes the numbers of the rules from `first` up to `end` that are in both rows (and in the mask), ascending, and returns how many. */
export function commonBetween(
  into: Int32Array,
  { rows, shape: { summaryWords } }: Rows,
  a: number,
  b: number,
  first: number,
  end: number,
  mask?: RuleMask,
): number {
  let count = 0
  for (let s = first >>> 10; s < summaryWords && s * 1024 < end; s += 1) {
    for (
      let summary = (rows[a + s] as number) & (rows[b + s] as number) & (mask?.summary[s] ?? -1);
      summary !== 0;
      summary &= summary - 1
    ) {
      const bit = summary & -summary
      const i = s * 32 + 31 - Math.clz32(bit)
      if (i * 32 + 31 < first) continue
      if (i * 32 >= end) break
      let word = rowWord(rows, a, summaryWords, s, bit) & rowWord(rows, b, summaryWords, s, bit)
      if (mask !== undefined) word &= mask.words[i] as number
      for (; word !== 0; word &= word - 1) {
        const number = i * 32 + 31 - Math.clz32(word & -word)
        if (number < first || number >= end) continue
        into[count] = number
        count += 1
      }
    }
  }
  return count
}

/** The same over all rules. */
export const commonRules = (into: Int32Array, tables: Rows, a: number, b: number): number =>
  commonBetween(into, tables, a, b, 0, tables.shape.words * 32)

/** Visits the rules of a row, ascending. INVARIANT: the words of a row lie one after the other behind its summary (see `row-table.ts`). */
export function forEachRule(
  { rows, shape: { summaryWords } }: Rows,
  row: number,
  visit: (rule: number) => void,
): void {
  let at = row + 2 * summaryWords
  for (let s = 0; s < summaryWords; s += 1) {
    for (let summary = rows[row + s] as number; summary !== 0; summary &= summary - 1) {
      const i = s * 32 + 31 - Math.clz32(summary & -summary)
      for (let word = rows[at] as number; word !== 0; word &= word - 1)
        visit(i * 32 + 31 - Math.clz32(word & -word))
      at += 1
    }
  }
}
