import {
  flattenService,
  type PolicySet,
  PROTOCOL_NAME,
  PROTOCOL_NUMBER,
  type ServiceEntry,
} from '@flowgate/engine'

export interface RuleName {
  readonly policyId: string
  readonly policyName: string
  readonly ruleName: string
}
export interface ServiceName {
  readonly id: string
  readonly name: string
}

/** Names that a policy set gives to ids and ports. */
export interface Naming {
  rule(ruleId: string): RuleName | undefined
  /** The service that covers the port most closely; null when none does. */
  service(protocol: number, port: number | null): ServiceName | null
}

interface Claim extends ServiceName {
  readonly first: number
  readonly last: number
  /** Entries of the whole service: one of its own beats one among many. */
  readonly breadth: number
}

const claimsOf = (entry: ServiceEntry): readonly (readonly [number, number, number])[] => {
  if (entry.protocol === 'ip') return [[entry.number, 0, 65_535]]
  const protocol = PROTOCOL_NUMBER[entry.protocol]
  if ('type' in entry) return [[protocol, entry.type ?? 0, entry.type ?? 255]]
  if (entry.destinationPorts.length === 0) return [[protocol, 0, 65_535]]
  return entry.destinationPorts.map(([first, last]) => [protocol, first, last])
}

/** A service that covers more than so many ports says nothing about one of them. */
const WIDEST = 1_000

export const namingOf = (set: Pick<PolicySet, 'policies' | 'services'>): Naming => {
  const rules = new Map<string, RuleName>()
  for (const policy of set.policies)
    for (const rule of policy.rules)
      rules.set(rule.id, { policyId: policy.id, policyName: policy.name, ruleName: rule.name })

  const services = new Map(set.services.map((service) => [service.id, service]))
  const claims = new Map<number, Claim[]>()
  for (const { id, name } of set.services) {
    const entries = flattenService(id, services)
    for (const entry of entries)
      for (const [protocol, first, last] of claimsOf(entry)) {
        if (last - first > WIDEST && entry.protocol !== 'ip') continue
        const list = claims.get(protocol) ?? []
        list.push({ id, name, first, last, breadth: (last - first) * 100 + entries.length })
        claims.set(protocol, list)
      }
  }
  for (const list of claims.values()) list.sort((a, b) => a.breadth - b.breadth || (a.id < b.id ? -1 : 1))
  const known = new Map<number, ServiceName | null>()
  return {
    rule: (ruleId) => rules.get(ruleId),
    service: (protocol, port) => {
      const key = protocol * 65_537 + (port ?? 65_536)
      let name = known.get(key)
      if (name === undefined) {
        const at = port ?? 0
        const claim = claims.get(protocol)?.find(({ first, last }) => first <= at && at <= last)
        name = claim === undefined ? null : { id: claim.id, name: claim.name }
        known.set(key, name)
      }
      return name
    },
  }
}

export const protocolText = (protocol: number): string => PROTOCOL_NAME.get(protocol) ?? String(protocol)

/** Number of a protocol's name or decimal number; null for anything else. */
export const protocolFrom = (text: string): number | null => {
  for (const [number, name] of PROTOCOL_NAME) if (name === text.toLowerCase()) return number
  return /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : null
}
