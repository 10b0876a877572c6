import type { ServiceEntry } from '../../model/document.ts'
import type { SourceNode } from '../source.ts'
import { isObject, strangeKeys } from './checks.ts'

/** The ports of a rule: entries, and names that stand for another number at each pod. */
export interface RulePorts {
  /** No ports were given: every service. */
  readonly any: boolean
  readonly entries: readonly ServiceEntry[]
  readonly named: readonly { readonly protocol: Transport; readonly name: string }[]
}

export type Transport = 'tcp' | 'udp' | 'sctp'

export const transportEntry = (
  protocol: Transport,
  first: number | null,
  last: number | null,
): ServiceEntry => ({
  protocol,
  sourcePorts: [],
  destinationPorts: first === null ? [] : [[first, last ?? first]],
})

export function transportOf(node: SourceNode): Transport | null {
  const text = (node.text() ?? 'TCP').toLowerCase()
  return text === 'tcp' || text === 'udp' || text === 'sctp' ? text : null
}

interface Parts {
  readonly entry?: ServiceEntry
  readonly named?: RulePorts['named'][number]
}

const gathered = (any: boolean, parts: readonly Parts[]): RulePorts => ({
  any,
  entries: parts.flatMap(({ entry }) => entry ?? []),
  named: parts.flatMap(({ named }) => named ?? []),
})

/** Ports of a NetworkPolicy: number, range or name; without a port, every port of the protocol. */
export const policyPorts = (list: SourceNode): RulePorts => {
  const items = list.items()
  return gathered(
    items.length === 0,
    items.map((item): Parts => {
      const protocol = transportOf(item.get('protocol'))
      const isStrange = !isObject(item) || strangeKeys(item, ['protocol', 'port', 'endPort']).length > 0
      if (protocol === null || isStrange) return unreadable(item)
      const port = item.get('port')
      if (port.absent) return { entry: transportEntry(protocol, null, null) }
      if (typeof port.value === 'string' && !/^\d+$/.test(port.value))
        return { named: { protocol, name: port.value } }
      const first = port.number()
      const last = item.get('endPort').number() ?? first
      return isRange(first, last) ? { entry: transportEntry(protocol, first, last) } : unreadable(item)
    }),
  )
}

/** Ports of an AdminNetworkPolicy: `portNumber`, `portRange` or `namedPort`. */
export const adminPorts = (list: SourceNode): RulePorts => {
  const items = list.items()
  return gathered(
    items.length === 0,
    items.flatMap((item): Parts[] => {
      const name = item.get('namedPort').text()
      // The API has no protocol beside a name: it is that of the container's port.
      if (name !== null)
        return (['tcp', 'udp', 'sctp'] as const).map((protocol) => ({ named: { protocol, name } }))
      const number = item.get('portNumber')
      const range = item.get('portRange')
      const given = number.absent ? range : number
      const protocol = transportOf(given.get('protocol'))
      const first = given.get(number.absent ? 'start' : 'port').number()
      const last = number.absent ? given.get('end').number() : first
      if (given.absent || protocol === null || !isRange(first, last)) return [unreadable(item)]
      return [{ entry: transportEntry(protocol, first, last) }]
    }),
  )
}

const isRange = (first: number | null, last: number | null): boolean =>
  first !== null && last !== null && first >= 0 && first <= last && last <= 65_535

const unreadable = (item: SourceNode): Parts => {
  item.gap(`\`${JSON.stringify(item.value)}\` is no port; the rule does not match it`)
  return {}
}
