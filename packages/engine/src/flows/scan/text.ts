const REPLACEMENT = 0xfffd
const PIECE = 4_096

/**
 * UTF-8 in bytes [start, end) as text. Malformed sequences and control characters become U+FFFD: what an observer names
 * must be storable and printable anywhere.
 */
export const textAt = (bytes: Uint8Array, start: number, end: number): string => decode(bytes, start, end, 32)

/** The same with its control characters, for text that is parsed on. */
export const rawTextAt = (bytes: Uint8Array, start: number, end: number): string =>
  decode(bytes, start, end, 0)

function decode(bytes: Uint8Array, start: number, end: number, least: number): string {
  let text = ''
  let units: number[] = []
  let index = start
  while (index < end) {
    const first = bytes[index] as number
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
    const code = length === 1 ? first : sequenceAt(bytes, index, end, length)
    if (code < 0) units.push(REPLACEMENT)
    else if (code > 0xffff) units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + (code & 0x3ff))
    else units.push(code < least || (code === 127 && least > 0) ? REPLACEMENT : code)
    index += code < 0 ? 1 : length
    if (units.length >= PIECE) {
      text += String.fromCharCode(...units)
      units = []
    }
  }
  return text + String.fromCharCode(...units)
}

const LEAST = [0, 0, 0x80, 0x800, 0x10000]

function sequenceAt(bytes: Uint8Array, start: number, end: number, length: number): number {
  if (length === 0 || start + length > end) return -1
  let code = (bytes[start] as number) & (0xff >> (length + 1))
  for (let index = start + 1; index < start + length; index += 1) {
    const next = bytes[index] as number
    if ((next & 0xc0) !== 0x80) return -1
    code = code * 64 + (next & 0x3f)
  }
  const surrogate = code >= 0xd800 && code <= 0xdfff
  return code < (LEAST[length] ?? 0) || code > 0x10ffff || surrogate ? -1 : code
}

/** ASCII text as bytes, for comparing. */
export const asciiBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** Whether bytes [start, end) are exactly `wanted`. */
export function bytesAre(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  if (end - start !== wanted.length) return false
  for (let index = 0; index < wanted.length; index += 1) {
    if (bytes[start + index] !== wanted[index]) return false
  }
  return true
}

/** Appends a code point as UTF-8; a lone surrogate becomes U+FFFD when it is read again. */
export function pushUtf8(out: number[], point: number): void {
  if (point < 0x80) out.push(point)
  else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63))
  else if (point < 0x10000) out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
  else {
    out.push(
      0xf0 | (point >> 18),
      0x80 | ((point >> 12) & 63),
      0x80 | ((point >> 6) & 63),
      0x80 | (point & 63),
    )
  }
}

/** Text as UTF-8. */
export function utf8Bytes(text: string): Uint8Array {
  const out: number[] = []
  for (const letter of text) pushUtf8(out, letter.codePointAt(0) ?? REPLACEMENT)
  return Uint8Array.from(out)
}
