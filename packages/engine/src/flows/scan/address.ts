/**
 * Reads the address in bytes [start, end) into four 32-bit words from `offset` on; an IPv4 address fills the last one.
 *
 * @returns 4 or 6, the family, or 0 when it is no address (a zone such as `%eth0` makes it none).
 */
export function addressAt(
  bytes: Uint8Array,
  start: number,
  end: number,
  words: Uint32Array,
  offset: number,
): 0 | 4 | 6 {
  for (let index = start; index < end && index < start + 5; index += 1) {
    if (bytes[index] === 58) return ipv6At(bytes, start, end, words, offset)
    if (bytes[index] === 46) break
  }
  const value = ipv4At(bytes, start, end)
  if (value < 0) return 0
  words[offset] = 0
  words[offset + 1] = 0
  words[offset + 2] = 0
  words[offset + 3] = value
  return 4
}

/** The value of a dotted-decimal address, or -1. Leading zeros are refused, as everywhere in this package. */
function ipv4At(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 15) return -1
  let value = 0
  let octet = -1
  let dots = 0
  for (let index = start; index < end; index += 1) {
    const digit = (bytes[index] as number) - 48
    if (digit === -2) {
      if (octet < 0) return -1
      value = value * 256 + octet
      octet = -1
      dots += 1
    } else {
      if (digit < 0 || digit > 9 || octet === 0) return -1
      octet = octet < 0 ? digit : octet * 10 + digit
      if (octet > 255) return -1
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1
}

const GROUPS = new Uint16Array(8)

const hexDigit = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** RFC 4291 section 2.2: eight groups, one run of zeros as `::`, the last two groups as dotted decimal. */
function ipv6At(bytes: Uint8Array, start: number, end: number, words: Uint32Array, offset: number): 0 | 6 {
  let count = 0
  let gap = -1
  let index = start
  if (end - start > 45) return 0
  if (bytes[index] === 58) {
    if (index + 1 >= end || bytes[index + 1] !== 58) return 0
    gap = 0
    index += 2
  }
  while (index < end) {
    if (count === 8) return 0
    const first = index
    let group = 0
    while (index < end) {
      const digit = hexDigit(bytes[index] as number)
      if (digit < 0) break
      group = group * 16 + digit
      index += 1
    }
    if (index < end && bytes[index] === 46) {
      const ipv4 = ipv4At(bytes, first, end)
      if (ipv4 < 0 || count > 6) return 0
      GROUPS[count] = Math.floor(ipv4 / 65_536)
      GROUPS[count + 1] = ipv4 % 65_536
      count += 2
      index = end
      break
    }
    if (index === first || index - first > 4) return 0
    GROUPS[count] = group
    count += 1
    if (index === end) break
    if (bytes[index] !== 58) return 0
    index += 1
    if (index === end) return 0
    if (bytes[index] === 58) {
      if (gap >= 0) return 0
      gap = count
      index += 1
    }
  }
  if (gap < 0 ? count !== 8 : count > 7) return 0
  for (let position = 0; position < 8; position += 2) {
    words[offset + position / 2] = groupAt(position, count, gap) * 65_536 + groupAt(position + 1, count, gap)
  }
  return 6
}

const groupAt = (position: number, count: number, gap: number): number => {
  if (gap < 0 || position < gap) return GROUPS[position] as number
  const fromEnd = position - (8 - (count - gap))
  return fromEnd < 0 ? 0 : (GROUPS[gap + fromEnd] as number)
}
