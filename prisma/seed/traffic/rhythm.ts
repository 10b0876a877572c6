export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** How a link's rate moves with the UTC time: every value is a factor of its peak rate. */
export type Rhythm = 'flat' | 'customers' | 'office' | 'nightly' | 'weekly'

/** 1970-01-01 was a Thursday. */
const weekday = (at: number): number => (Math.floor(at / DAY) + 4) % 7

const customers = (at: number): number => {
  const hour = (at % DAY) / HOUR
  const wave = (1 + Math.cos(((hour - 19) / 24) * 2 * Math.PI)) / 2
  const weekend = weekday(at) === 0 || weekday(at) === 6 ? 1 : 0.8
  return (0.08 + 0.92 * wave * wave) * weekend
}

const office = (at: number): number => {
  if (weekday(at) === 0 || weekday(at) === 6) return 0.03
  const hour = Math.floor((at % DAY) / HOUR)
  if (hour < 6 || hour >= 20) return 0.03
  if (hour < 8 || hour >= 17) return 0.4
  return hour === 12 ? 0.6 : 1
}

const nightly = (at: number): number => {
  const hour = Math.floor((at % DAY) / HOUR)
  return hour >= 1 && hour < 3 ? 1 : 0
}

const weekly = (at: number): number => (weekday(at) === 0 ? nightly(at) : 0)

/** Factor in [0, 1] of the peak rate at a time in milliseconds since the epoch. */
export const activity = (rhythm: Rhythm, at: number): number => {
  if (rhythm === 'customers') return customers(at)
  if (rhythm === 'office') return office(at)
  if (rhythm === 'nightly') return nightly(at)
  if (rhythm === 'weekly') return weekly(at)
  return 1
}
