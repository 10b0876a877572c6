import { fail, ok, type Result } from '../result.ts'
import { type AddressRange, bitsOf, familyOf, formatAddress, parseAddress, toAddress } from './address.ts'

/** A CIDR as a range, with the prefix length that its text carried. */
export interface Cidr extends AddressRange {
  readonly prefix: number
}

/** Parses `address/prefix`. Bits set after the prefix are an error, not silently cleared: they are nearly always a typo. */
export function parseCidr(text: string): Result<Cidr> {
  const slash = text.indexOf('/')
  const help = 'write a network such as `10.0.0.0/24` or `2001:db8::/64`'
  if (slash < 0) return fail('cidr_invalid', `\`${text}\` has no prefix length`, help)
  const base = parseAddress(text.slice(0, slash))
  if (!base.ok) return fail('cidr_invalid', `\`${text}\` does not begin with an IP address`, help)
  const bits = bitsOf(familyOf(base.value))
  const digits = text.slice(slash + 1)
  const prefix = /^(0|[1-9][0-9]{0,2})$/.test(digits) ? Number(digits) : bits + 1
  if (prefix > bits) {
    return fail(
      'cidr_invalid',
      `\`${digits}\` in \`${text}\` is not a prefix length`,
      `use a whole number from 0 to ${bits}`,
    )
  }
  const size = 1n << BigInt(bits - prefix)
  const first = toAddress(base.value - (base.value % size))
  if (first !== base.value) {
    return fail(
      'cidr_host_bits',
      `\`${text}\` has bits set after its prefix`,
      `did you mean \`${formatAddress(first)}/${prefix}\``,
    )
  }
  return ok({ first, last: toAddress(first + size - 1n), prefix })
}

/** Parses `first-last`, both inclusive, blanks around the dash allowed. */
export function parseRange(text: string): Result<AddressRange> {
  const dash = text.indexOf('-')
  const help = 'write a range such as `10.0.0.1-10.0.0.9`, lower address first'
  if (dash < 0) return fail('range_invalid', `\`${text}\` is not a range`, help)
  const first = parseAddress(text.slice(0, dash).trim())
  const last = parseAddress(text.slice(dash + 1).trim())
  if (!first.ok || !last.ok) return fail('range_invalid', `\`${text}\` is not a range of IP addresses`, help)
  if (familyOf(first.value) !== familyOf(last.value)) {
    return fail('range_mixed', `\`${text}\` mixes IPv4 and IPv6`, 'use one range for each family')
  }
  if (first.value > last.value) return fail('range_reversed', `\`${text}\` ends before it begins`, help)
  return ok({ first: first.value, last: last.value })
}

/** Parses a single address, a CIDR or a range into the addresses it stands for. */
export function parseAddressSpec(text: string): Result<AddressRange> {
  if (text.includes('/')) return parseCidr(text)
  if (text.includes('-')) return parseRange(text)
  const address = parseAddress(text.trim())
  if (address.ok) return ok({ first: address.value, last: address.value })
  return fail(
    'address_spec_invalid',
    `\`${text}\` is not an address, a network or a range`,
    'write `10.0.0.1`, `10.0.0.0/24`, `10.0.0.1-10.0.0.9`, or the same in IPv6',
  )
}

/**
 * The one text for a single address, CIDR or range: `010.0.0.1` is refused, `2001:DB8::0` becomes `2001:db8::`, a network or
 * range of one address becomes that address. A range keeps its form even where a CIDR would say the same.
 */
export function canonicalAddressSpec(text: string): Result<string> {
  const parsed = text.includes('/') ? parseCidr(text.trim()) : parseAddressSpec(text)
  if (!parsed.ok) return parsed
  const { first, last } = parsed.value
  if (first === last) return ok(formatAddress(first))
  if ('prefix' in parsed.value) return ok(`${formatAddress(first)}/${String(parsed.value.prefix)}`)
  return ok(`${formatAddress(first)}-${formatAddress(last)}`)
}

/** Canonical text of a range: an address, `first/prefix` where the range is exactly one network, otherwise `first-last`. */
export function formatRange({ first, last }: AddressRange): string {
  if (first === last) return formatAddress(first)
  const size = last - first + 1n
  const text = formatAddress(first)
  if ((size & (size - 1n)) === 0n && first % size === 0n) {
    return `${text}/${bitsOf(familyOf(first)) - (size.toString(2).length - 1)}`
  }
  return `${text}-${formatAddress(last)}`
}
