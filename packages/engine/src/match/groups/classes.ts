import type { EnforcementPoint } from '../../compile/match-rule.ts'
import { createGrowing, type Growing, grow, growWith } from '../growing.ts'
import type { PairDecisions } from './pair-decisions.ts'
import type { RowStore } from './rows.ts'
import { createCuts, type SideRows } from './side-rows.ts'

/** Words of an address class in `Classes.records`. Rows are offsets in the row store. */
export const RECORD = {
  size: 8,
  /** Number of the vNIC that bears the addresses, -1 for none. */
  point: 0,
  /** Rules with the addresses among their sources that apply, outbound, at the point. */
  outbound: 1,
  inbound: 2,
  source: 3,
  destination: 4,
  /** Rules whose sources name identities and hold the addresses too. */
  held: 5,
  membership: 6,
  /** 1 where the rules alone decide at the point, whatever its mode. */
  plain: 7,
} as const

/** Words of an address class in `Classes.ends`: numbers of `PairDecisions`, -1 where pairs do not decide. */
export const END = { size: 4, outbound: 0, source: 1, destination: 2, inbound: 3 } as const

/** What a class needs to know of the points: it changes with their workloads. */
export interface PointStates {
  /** Per point: the row of the rules that apply there. */
  readonly applied: Int32Array
  /** Per point: 1 where it is protected and its decisions are enforced. */
  readonly plain: Uint8Array
  /** Per point: `modeOf` it. */
  readonly modes: Uint8Array
}

/** Addresses that decide alike, under numbers. INVARIANT: the words of a number never change. */
export interface Classes {
  readonly records: Growing
  readonly ends: Growing
  /** The number for addresses of a membership that a point bears (-1: none does); -1 where the pair tables are full. */
  readonly classOf: (membership: number, point: number, states: PointStates) => number
  readonly count: () => number
  /** Gives the ends of all classes, and of those to come, numbers of the pair tables; false where these are full. */
  readonly usePairs: (pairs: PairDecisions) => boolean
}

export const isPlain = ({ workload }: EnforcementPoint): boolean =>
  !workload.excluded && workload.mode === 'full'

export function createClasses(
  rows: RowStore,
  sides: { readonly source: SideRows; readonly destination: SideRows; readonly held: SideRows },
  by: { readonly all: number; readonly outbound: number; readonly inbound: number },
): Classes {
  const records = createGrowing(RECORD.size * 256)
  const ends = createGrowing(END.size * 256)
  const byKey = new Map<number, number | number[]>()
  const cut = createCuts(rows, by.all)
  const wanted = new Int32Array(RECORD.size)
  let pairs: PairDecisions | null = null

  const describe = (membership: number, point: number, { applied, plain }: PointStates): void => {
    const source = sides.source.rowOf(membership)
    const destination = sides.destination.rowOf(membership)
    const here = point < 0 ? rows.empty : (applied[point] as number)
    wanted[RECORD.point] = point
    wanted[RECORD.source] = source
    wanted[RECORD.destination] = destination
    wanted[RECORD.outbound] = point < 0 ? rows.empty : cut(cut(source, here), by.outbound)
    wanted[RECORD.inbound] = point < 0 ? rows.empty : cut(cut(destination, here), by.inbound)
    wanted[RECORD.held] = sides.held.rowOf(membership)
    wanted[RECORD.membership] = membership
    wanted[RECORD.plain] = point >= 0 && plain[point] === 1 ? 1 : 0
  }
  const isWanted = (number: number): boolean => {
    for (let i = 0; i < RECORD.size; i += 1)
      if (records.words[number * RECORD.size + i] !== wanted[i]) return false
    return true
  }
  /** Writes the ends of a class; false where a number is missing that there should be. */
  const writeEnds = (number: number, to: PairDecisions): boolean => {
    const row = (field: number): number => records.words[number * RECORD.size + field] as number
    const decides = row(RECORD.plain) === 1
    const at = number * END.size
    ends.words[at + END.source] = to.sourceNumber(row(RECORD.source))
    ends.words[at + END.destination] = to.destinationNumber(row(RECORD.destination))
    ends.words[at + END.outbound] = decides ? to.sourceNumber(row(RECORD.outbound)) : -1
    ends.words[at + END.inbound] = decides ? to.destinationNumber(row(RECORD.inbound)) : -1
    const missing = (end: number): boolean => (ends.words[at + end] as number) < 0
    return (
      !missing(END.source) &&
      !missing(END.destination) &&
      (!decides || !(missing(END.outbound) || missing(END.inbound)))
    )
  }
  const add = (): number => {
    const number = grow(records, RECORD.size) / RECORD.size
    records.words.set(wanted, number * RECORD.size)
    growWith(ends, END.size, -1)
    return pairs === null || writeEnds(number, pairs) ? number : -1
  }

  return {
    records,
    ends,
    count: () => records.used / RECORD.size,
    usePairs: (given) => {
      for (let number = 0; number < records.used / RECORD.size; number += 1) {
        if (writeEnds(number, given)) continue
        // Whoever reads a number would look it up in tables that there are not.
        ends.words.fill(-1, 0, ends.used)
        return false
      }
      pairs = given
      return true
    },
    classOf: (membership, point, states) => {
      describe(membership, point, states)
      const key = membership * 2 ** 24 + point + 1
      const known = byKey.get(key)
      if (known === undefined) {
        const made = add()
        byKey.set(key, made)
        return made
      }
      const candidates = typeof known === 'number' ? [known] : known
      for (const candidate of candidates) if (isWanted(candidate)) return candidate
      const made = add()
      byKey.set(key, [...candidates, made])
      return made
    },
  }
}
