/** The plain decimal integer in bytes [start, end), or -1 for anything else and for what a double cannot hold exactly. */
export function unsignedAt(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length <= 0 || length > 16) return -1
  let value = 0
  for (let index = start; index < end; index += 1) {
    const digit = (bytes[index] as number) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : -1
}

const FRACTION = [100, 10, 1]

/** Seconds with an optional fraction as whole milliseconds (further digits are cut), or -1. */
export function secondsAt(bytes: Uint8Array, start: number, end: number): number {
  let point = start
  while (point < end && bytes[point] !== 46) point += 1
  const seconds = unsignedAt(bytes, start, point)
  if (seconds < 0 || seconds > 1e13) return -1
  if (point === end) return seconds * 1000
  if (point + 1 === end) return -1
  let millis = 0
  for (let index = point + 1; index < end; index += 1) {
    const digit = (bytes[index] as number) - 48
    if (digit < 0 || digit > 9) return -1
    millis += digit * (FRACTION[index - point - 1] ?? 0)
  }
  return seconds * 1000 + millis
}
