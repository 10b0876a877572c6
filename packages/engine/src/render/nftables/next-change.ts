import type { Schedule } from '../../model/document.ts'
import { parseInstant } from '../../model/schedule.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/**
 * When the earliest window may next open or close after `now`, in milliseconds since the epoch; null = never. It may name a
 * moment at which nothing changes, never one after the first change.
 */
export function nextChange(schedules: readonly Schedule[], now: number): number | null {
  const moments = schedules.flatMap(({ notBefore, notAfter, days, minutes }) => {
    const today = Math.floor(now / DAY) * DAY
    const ofDay = [...(minutes ?? []), ...(days.length > 0 ? [0] : [])]
    return [
      ...[notBefore, notAfter].flatMap((text) => (text === null ? [] : (parseInstant(text) ?? []))),
      ...ofDay.flatMap((minute) => [today + minute * MINUTE, today + DAY + minute * MINUTE]),
    ]
  })
  const ahead = moments.filter((moment) => moment > now)
  return ahead.length === 0 ? null : Math.min(...ahead)
}
