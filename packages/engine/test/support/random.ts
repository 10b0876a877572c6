/** The same numbers for the same seed, on every machine (mulberry32). */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  readonly whole: (below: number) => number
  readonly chance: (percent: number) => boolean
  readonly pick: <T>(from: readonly T[]) => T
  /** Up to `max` different ones. */
  readonly some: <T>(from: readonly T[], max: number) => readonly T[]
}

export function createRandom(seed: number): Random {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (below: number): number => Math.floor(next() * below)
  return {
    whole,
    chance: (percent) => whole(100) < percent,
    pick: (from) => {
      const picked = from[whole(from.length)]
      if (picked === undefined) throw new Error('there is nothing to pick from')
      return picked
    },
    some: (from, max) => {
      const left = [...from]
      const count = whole(Math.min(max, from.length) + 1)
      return Array.from({ length: count }, () => left.splice(whole(left.length), 1)).flat()
    },
  }
}
