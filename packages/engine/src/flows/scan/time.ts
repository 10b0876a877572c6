import { secondsAt, unsignedAt } from './number.ts'

/** 9999-12-31T23:59:59.999Z: later times have no four-digit year. */
export const LAST_TIME = 253_402_300_799_999
/** Numbers up to here are seconds (until the year 5138), above it milliseconds (from March 1973 on). */
const SECONDS_UP_TO = 100_000_000_000

/** Epoch seconds or milliseconds, whichever the size says, as milliseconds; -1 when it is no such number. */
export function epochAt(bytes: Uint8Array, start: number, end: number): number {
  const seconds = secondsAt(bytes, start, end)
  if (seconds < 0) return -1
  return seconds <= SECONDS_UP_TO * 1000 ? seconds : Math.floor(seconds / 1000)
}

const twoAt = (bytes: Uint8Array, index: number): number => unsignedAt(bytes, index, index + 2)

/** RFC 3339 with `Z` or an offset as milliseconds since the epoch (further digits are cut), or -1. */
export function isoAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 20) return -1
  const year = unsignedAt(bytes, start, start + 4)
  const month = twoAt(bytes, start + 5)
  const day = twoAt(bytes, start + 8)
  const hour = twoAt(bytes, start + 11)
  const minute = twoAt(bytes, start + 14)
  const second = twoAt(bytes, start + 17)
  const between = (bytes[start + 10] as number) | 32
  const shaped =
    bytes[start + 4] === 45 &&
    bytes[start + 7] === 45 &&
    (between === 116 || between === 32) &&
    bytes[start + 13] === 58 &&
    bytes[start + 16] === 58
  if (!shaped || year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23) return -1
  if (minute < 0 || minute > 59 || second < 0 || second > 60 || day > daysIn(year, month)) return -1
  let index = start + 19
  let millis = 0
  if (bytes[index] === 46) {
    const from = index
    index += 1
    for (let scale = 100; index < end; index += 1, scale = Math.floor(scale / 10)) {
      const digit = (bytes[index] as number) - 48
      if (digit < 0 || digit > 9) break
      millis += digit * scale
    }
    if (index === from + 1) return -1
  }
  const offset = offsetAt(bytes, index, end)
  if (Number.isNaN(offset)) return -1
  const time = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59), millis) - offset
  return year >= 1970 && time >= 0 ? time : -1
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month - 1] ?? 0)

/** Milliseconds that the zone in bytes [index, end) is ahead of UTC, or NaN when it is none. */
function offsetAt(bytes: Uint8Array, index: number, end: number): number {
  const mark = bytes[index]
  if (index + 1 === end && mark !== undefined && (mark | 32) === 122) return 0
  if (index + 6 !== end || (mark !== 43 && mark !== 45) || bytes[index + 3] !== 58) return Number.NaN
  const hours = twoAt(bytes, index + 1)
  const minutes = twoAt(bytes, index + 4)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return Number.NaN
  return (mark === 45 ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
