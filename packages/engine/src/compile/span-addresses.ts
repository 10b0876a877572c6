import { type AddressSet, addressSet } from '../model/address-set.ts'
import { parseAddressSpec } from '../model/address-spec.ts'
import type { SpanGroup } from './span.ts'

/** Hosts that share a process share most groups, and a publish changes few: each list of addresses is parsed once. */
const parsed = new Map<string, AddressSet>()
/** Characters of address lists that are kept; past it all are forgotten. */
const MOST_KEPT = 8_000_000
let kept = 0

/** The addresses that a span carries for a group. @throws Error where one is no address */
export function spanAddresses({ id, addresses }: SpanGroup): AddressSet {
  const text = addresses.join(' ')
  const known = parsed.get(text)
  if (known !== undefined) return known
  const made = addressSet(
    addresses.map((address) => {
      const range = parseAddressSpec(address)
      if (!range.ok) throw new Error(`group \`${id}\` of the span: ${range.error.message}`)
      return range.value
    }),
  )
  if (kept + text.length > MOST_KEPT) {
    parsed.clear()
    kept = 0
  }
  parsed.set(text, made)
  kept += text.length
  return made
}
