import type { EndpointTerm, MatchWorld } from '../../compile/match-rule.ts'
import type { AddressSet } from '../../model/address-set.ts'
import type { AddressClass } from './address-classes.ts'
import { setBit } from './service-classes.ts'

/** Which rules have one side on an address class: all of a class's row, from the rows of the sets that hold it. */
export interface SideRows {
  /** The rules, by number, whose side may hold addresses of the class. */
  readonly rowOf: (addressClass: AddressClass) => Int32Array
}

/** Numbers for the address sets that the rules name, each distinct set once. */
export function numberSets(world: MatchWorld): {
  readonly sets: readonly AddressSet[]
  readonly numberOf: ReadonlyMap<AddressSet, number>
} {
  const numberOf = new Map<AddressSet, number>()
  for (const { sources, destinations } of world.rules) {
    for (const set of [...sources.addresses, ...destinations.addresses])
      if (!numberOf.has(set)) numberOf.set(set, numberOf.size)
  }
  return { sets: [...numberOf.keys()], numberOf }
}

/**
 * `open` rules (identity members among the sources) are in every row: their address alone does not say no.
 */
export function sideRows(
  world: MatchWorld,
  side: (rule: MatchWorld['rules'][number]) => EndpointTerm,
  numberOf: ReadonlyMap<AddressSet, number>,
  words: number,
): SideRows {
  const always = new Int32Array(words)
  const negated = new Int32Array(words)
  const positiveBySet = Array.from({ length: numberOf.size }, (): number[] => [])
  const negatedBySet = Array.from({ length: numberOf.size }, (): number[] => [])
  for (const [number, rule] of world.rules.entries()) {
    if (!rule.enabled) continue
    const term = side(rule)
    const open = term.identities.length > 0 && side(rule) === rule.sources
    if (term.any || open) {
      setBit(always, number)
    } else {
      if (term.negated) setBit(negated, number)
      for (const set of term.addresses)
        (term.negated ? negatedBySet : positiveBySet)[numberOf.get(set) ?? 0]?.push(number)
    }
  }
  return {
    rowOf: ({ sets }) => {
      const row = new Int32Array(words)
      const denied = new Int32Array(words)
      forEachBit(sets, (set) => {
        for (const rule of positiveBySet[set] ?? []) setBit(row, rule)
        for (const rule of negatedBySet[set] ?? []) setBit(denied, rule)
      })
      for (let i = 0; i < words; i += 1)
        row[i] = (row[i] ?? 0) | (always[i] ?? 0) | ((negated[i] ?? 0) & ~(denied[i] ?? 0))
      return row
    },
  }
}

export function forEachBit(bits: Int32Array, visit: (bit: number) => void): void {
  for (let i = 0; i < bits.length; i += 1) {
    for (let value = bits[i] ?? 0; value !== 0; value &= value - 1)
      visit(i * 32 + 31 - Math.clz32(value & -value))
  }
}
