import { addBit, type Bitset, bitsOf, emptyBitset } from '../resolve/bitset.ts'
import type { FirstMatchRule } from './first-match.ts'
import { createListStates } from './list-states.ts'

/** Pieces of the service space that the same changed rules ask for, and all rules that ask for any of them. */
export interface ServiceSlice {
  readonly pieces: Bitset
  /** Numbers, ascending. */
  readonly rules: readonly number[]
}

/**
 * Cuts the services by those of the chosen rules. In a slice few rules play a part, however many there are altogether: an
 * any/any rule about a port meets those about that port only.
 *
 * @param everything also what none of the chosen rules asks for
 */
export function serviceSlices(
  rules: readonly FirstMatchRule[],
  chosen: readonly number[],
  size: number,
  everything: boolean,
): readonly ServiceSlice[] {
  const states = createListStates()
  const state = new Int32Array(size)
  for (const number of chosen)
    for (const piece of bitsOf(rules[number]?.services ?? emptyBitset(size)))
      state[piece] = states.step(state[piece] as number, number)
  const slices = new Map<number, { readonly pieces: Bitset; readonly rules: number[] }>()
  const sliceOf = Array.from(state, (each, piece) => {
    if (each === 0 && !everything) return null
    const slice = slices.get(each) ?? { pieces: emptyBitset(size), rules: [] }
    slices.set(each, slice)
    addBit(slice.pieces, piece)
    return slice
  })
  for (const [number, { services }] of rules.entries()) {
    for (const piece of bitsOf(services)) {
      const slice = sliceOf[piece]
      if (slice && slice.rules.at(-1) !== number) slice.rules.push(number)
    }
  }
  return [...slices.values()]
}
