import type { AddressFamily } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import { formatRange } from '../../model/address-spec.ts'

/** Named sets; equal ones are written once. A kernel loads few sets that many lines name sooner than many it has no name for. */
export interface SetWriter {
  /** The name of the set with these addresses, all of one family. */
  readonly addressSet: (set: AddressSet, family: AddressFamily) => string
  /** The name of the set with these ports, each a number or `first-last`, none overlapping. */
  readonly portSet: (elements: readonly string[]) => string
  /** `set NAME { ... }`, one line each. */
  readonly texts: () => readonly string[]
}

export function createSetWriter(): SetWriter {
  const names = new Map<string, string>()
  const known = new Map<AddressSet, string>()
  return {
    addressSet: (set, family) => {
      const found = known.get(set)
      if (found !== undefined) return found
      const areSingle = set.every(({ first, last }) => first === last)
      const name = nameOf('set', `ipv${family}_addr`, areSingle, set.map(formatRange))
      known.set(set, name)
      return name
    },
    portSet: (elements) =>
      nameOf('ports', 'inet_service', !elements.some((each) => each.includes('-')), elements),
    texts: () => [...names].map(([text, name]) => `set ${name} { ${text} }`),
  }

  function nameOf(prefix: string, type: string, areSingle: boolean, elements: readonly string[]): string {
    // Without intervals the kernel finds an element by its hash.
    const flags = areSingle ? '' : ' flags interval;'
    const text = `type ${type};${flags} elements = { ${elements.join(', ')} }`
    const name = names.get(text) ?? `${prefix}${names.size}`
    names.set(text, name)
    return name
  }
}
