/** Deterministic randomness: the same seed gives the same numbers on every machine, so demo and tests can be compared. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number
  /** Uniform integer in [0, bound). */
  readonly int: (bound: number) => number
  readonly chance: (probability: number) => boolean
  /** One element of a list that must not be empty. */
  readonly pick: <T>(list: readonly T[]) => T
  /** Number of events when `mean` are expected. */
  readonly poisson: (mean: number) => number
}

const SPREAD = 0x9e3779b9

/** Mixes integers into one 32-bit number in which every input bit matters (murmur3's finalizer after each part). */
export const mix = (...parts: readonly number[]): number => {
  let hash = 0x2545f491
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0) ^ Math.imul((part / 0x100000000) | 0, SPREAD), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash >>> 0
}

/** 32-bit FNV-1a over the UTF-16 code units. */
export const hashText = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** Above this mean a normal approximation is closer than rounding shows, and much cheaper than counting. */
const POISSON_NORMAL = 40

/** Mulberry32 (Tommy Ettinger): one 32-bit state, period 2^32, good enough for traffic, useless for secrets. */
export const createRandom = (seed: number): Random => {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
  const int = (bound: number): number => Math.floor(next() * bound)
  const poisson = (mean: number): number => {
    if (mean <= 0) return 0
    if (mean > POISSON_NORMAL) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal))
    }
    const limit = Math.exp(-mean)
    let count = -1
    for (let product = 1; product > limit; product *= next()) count += 1
    return Math.max(0, count)
  }
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const value = list[int(list.length)]
      if (value === undefined) throw new RangeError('cannot pick from an empty list')
      return value
    },
    poisson,
  }
}
