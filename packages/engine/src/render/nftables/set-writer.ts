import type { AddressFamily } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import { formatRange } from '../../model/address-spec.ts'

export interface SetWriter {
  /** The name of the named set with these addresses, all of one family; equal sets are written once. */
  readonly nameOf: (set: AddressSet, family: AddressFamily) => string
  /** `set NAME { ... }`, one line each. */
  readonly texts: () => readonly string[]
}

export function createSetWriter(): SetWriter {
  const names = new Map<string, string>()
  const known = new Map<AddressSet, string>()
  return {
    nameOf: (set, family) => {
      const found = known.get(set)
      if (found !== undefined) return found
      const elements = set.map(formatRange).join(', ')
      // Without intervals the kernel finds an address by its hash.
      const flags = set.every(({ first, last }) => first === last) ? '' : ' flags interval;'
      const text = `type ipv${family}_addr;${flags} elements = { ${elements} }`
      const name = names.get(text) ?? `set${names.size}`
      names.set(text, name)
      known.set(set, name)
      return name
    },
    texts: () => [...names].map(([text, name]) => `set ${name} { ${text} }`),
  }
}
