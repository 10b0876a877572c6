import type { Schedule } from './document.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

/** Milliseconds since 1970-01-01T00:00:00Z of an RFC 3339 time, or null. */
export function parseInstant(text: string): number | null {
  if (!RFC3339.test(text)) return null
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? null : instant
}

/**
 * Is the schedule's window open at `now` (milliseconds since the epoch)? `notAfter` is exclusive. A window that wraps over
 * midnight belongs to the day on which it opens: Friday 22:00 to 06:00 includes the early Saturday.
 */
export function isActive(schedule: Schedule, now: number): boolean {
  if (schedule.notBefore !== null && now < (parseInstant(schedule.notBefore) ?? Infinity)) return false
  if (schedule.notAfter !== null && now >= (parseInstant(schedule.notAfter) ?? -Infinity)) return false
  const minute = Math.floor((((now % DAY) + DAY) % DAY) / MINUTE)
  const today = dayOfWeek(now)
  const onDay = (day: number): boolean => schedule.days.length === 0 || schedule.days.includes(day)
  if (schedule.minutes === null) return onDay(today)
  const [from, to] = schedule.minutes
  if (from <= to) return onDay(today) && from <= minute && minute < to
  return (minute >= from && onDay(today)) || (minute < to && onDay((today + 6) % 7))
}

/** 0 = Sunday; 1970-01-01 was a Thursday. */
const dayOfWeek = (now: number): number => (((Math.floor(now / DAY) + 4) % 7) + 7) % 7
