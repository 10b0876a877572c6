import { type Address, formatAddress, parseAddress } from '../model/address.ts'
import { type AddressSet, addressSet, intersection, subtract } from '../model/address-set.ts'
import { formatRange, parseAddressSpec } from '../model/address-spec.ts'
import type { ImportGap } from './source.ts'

/**
 * Packets are decided by their addresses, so a workload whose address the input does not tell gets invented ones: out of
 * 240.0.0.0/4, which no real network uses (RFC 1112), and for IPv6 out of 100::/64, where nothing answers (RFC 6666). An
 * invented address says nothing about the network: no address block of the input holds it, not even 0.0.0.0/0.
 */
export interface InventedAddresses {
  /** Those of one more workload. */
  readonly next: () => readonly string[]
  /** The block's addresses without invented ones, as texts. Call it when all addresses have been invented. */
  readonly withoutInvented: (block: AddressSet) => readonly string[]
  /** How many workloads got addresses. */
  readonly count: () => number
}

export function inventedAddresses({ ipv6 = false }: { readonly ipv6?: boolean } = {}): InventedAddresses {
  const firsts = (ipv6 ? ['240.0.0.1', '100::1'] : ['240.0.0.1']).map((text) => {
    const parsed = parseAddress(text)
    if (!parsed.ok) throw new Error(`\`${text}\` is an address`)
    return parsed.value
  })
  let count = 0
  return {
    next: () => {
      count += 1
      return firsts.map((first) => formatAddress((first + BigInt(count - 1)) as Address))
    },
    withoutInvented: (block) => {
      const invented =
        count === 0
          ? []
          : addressSet(firsts.map((first) => ({ first, last: (first + BigInt(count - 1)) as Address })))
      const touched = intersection(block, invented).length > 0
      return (touched ? subtract(block, invented) : block).map(formatRange)
    },
    count: () => count,
  }
}

/** A block with holes as a set; null where one of the texts is no block. Bits after a prefix are cleared, as the peers do. */
export function blockWithout(block: string, except: readonly string[]): AddressSet | null {
  const sets = [block, ...except].map(blockOf)
  const [whole, ...holes] = sets
  if (whole === undefined || whole === null || holes.includes(null)) return null
  return subtract(whole, addressSet(holes.flatMap((hole) => hole ?? [])))
}

/** Is one network inside another? Null where one of the texts is no network. */
export function isWithinBlock(inner: string, outer: string): boolean | null {
  const [one, other] = [blockOf(inner), blockOf(outer)]
  if (one === null || other === null) return null
  return subtract(one, other).length === 0
}

function blockOf(text: string): AddressSet | null {
  const trimmed = text.trim()
  const exact = parseAddressSpec(trimmed)
  if (exact.ok) return [{ first: exact.value.first, last: exact.value.last }]
  const [base = '', prefix = ''] = trimmed.split('/')
  const address = parseAddress(base)
  if (!address.ok || !/^\d{1,3}$/.test(prefix)) return null
  // `parseCidr` names the network that was meant.
  const meant = exact.error.code === 'cidr_host_bits' ? /`([^`]+)`$/.exec(exact.error.help)?.[1] : undefined
  const cleared = meant === undefined ? null : parseAddressSpec(meant)
  return cleared?.ok === true ? [{ first: cleared.value.first, last: cleared.value.last }] : null
}

/** How many addresses had to be invented, as a gap about the whole input; none where none. */
export const inventedGap = (count: number, what: string): readonly ImportGap[] =>
  count === 0
    ? []
    : [
        {
          file: '',
          line: null,
          path: '',
          message: `${count} ${what} without an address got invented ones, which no address block holds`,
        },
      ]
