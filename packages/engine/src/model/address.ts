import { fail, ok, type Result } from '../result.ts'
import { formatIpv6, parseIpv4, parseIpv6 } from './address-text.ts'

declare const addressBrand: unique symbol

/**
 * An IPv4 or IPv6 address: one number line for both families, so that every function over addresses exists once.
 *
 * An IPv4 address is its 32-bit value; an IPv6 address is its 128-bit value plus 2^128. The families never mix: no range
 * that `parseRange` or `parseCidr` returns spans both. An IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) stays IPv6, as it
 * would on the wire.
 */
export type Address = bigint & { readonly [addressBrand]: 'Address' }
export type AddressFamily = 4 | 6

/** Both ends inclusive and of one family, `first` <= `last`. */
export interface AddressRange {
  readonly first: Address
  readonly last: Address
}

export const IPV6_BASE = 1n << 128n
const IPV4_LAST = 0xffff_ffffn
const IPV6_LAST = IPV6_BASE + ((1n << 128n) - 1n)

/** The whole of one family. */
export const FAMILY_RANGE: { readonly [family in AddressFamily]: AddressRange } = {
  4: { first: toAddress(0n), last: toAddress(IPV4_LAST) },
  6: { first: toAddress(IPV6_BASE), last: toAddress(IPV6_LAST) },
}

/** INVARIANT: the caller knows that `value` lies on the address line (see `Address`). */
export function toAddress(value: bigint): Address {
  return value as Address
}

export const familyOf = (address: Address): AddressFamily => (address >= IPV6_BASE ? 6 : 4)

/** Address width of a family in bits. */
export const bitsOf = (family: AddressFamily): 32 | 128 => (family === 4 ? 32 : 128)

/** Parses one address, IPv4 dotted decimal or any RFC 4291 form of IPv6 without zone. */
export function parseAddress(text: string): Result<Address> {
  if (text.includes(':')) {
    const value = parseIpv6(text)
    if (value !== null) return ok(toAddress(IPV6_BASE + value))
  } else {
    const value = parseIpv4(text)
    if (value !== null) return ok(toAddress(BigInt(value)))
  }
  const help = text.includes('%')
    ? 'leave out the zone after `%`'
    : 'write an IPv4 address such as `10.0.0.1` or an IPv6 address such as `2001:db8::1`'
  return fail('address_invalid', `\`${text}\` is not an IP address`, help)
}

/** Canonical text: dotted decimal without leading zeros, or RFC 5952. */
export function formatAddress(address: Address): string {
  if (address >= IPV6_BASE) return formatIpv6(address - IPV6_BASE)
  const value = Number(address)
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`
}
