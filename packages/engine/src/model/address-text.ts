/** The value of a dotted-decimal IPv4 address, or null. Leading zeros are refused: some readers take them for octal. */
export function parseIpv4(text: string): number | null {
  let value = 0
  let octet = -1
  let dots = 0
  let digits = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === 46) {
      if (octet < 0) return null
      value = value * 256 + octet
      octet = -1
      digits = 0
      dots += 1
      continue
    }
    if (code < 48 || code > 57) return null
    if (digits > 0 && octet === 0) return null
    octet = Math.max(octet, 0) * 10 + (code - 48)
    digits += 1
    if (octet > 255) return null
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : null
}

/** The value of an IPv6 address in any form of RFC 4291 section 2.2, or null. */
export function parseIpv6(text: string): bigint | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  if (head === null) return null
  if (halves.length === 1) return head.length === 8 ? join(head) : null
  const tail = parseGroups(halves[1] ?? '', true)
  if (tail === null || head.length + tail.length > 7) return null
  return join([...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail])
}

function parseGroups(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const ipv4 = mayEndInIpv4 && index === parts.length - 1 ? parseIpv4(part) : null
      if (ipv4 === null) return null
      groups.push(Math.floor(ipv4 / 65536), ipv4 % 65536)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return null
      groups.push(Number.parseInt(part, 16))
    }
  }
  return groups.length <= 8 ? groups : null
}

const join = (groups: readonly number[]): bigint =>
  groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n)

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`, IPv4-mapped as dotted. */
export function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn))
  if (value >> 32n === 0xffffn) {
    const [high = 0, low = 0] = groups.slice(6)
    return `::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
  }
  const run = longestZeroRun(groups)
  const hex = groups.map((group) => group.toString(16))
  if (run.length < 2) return hex.join(':')
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  }
  return best
}
