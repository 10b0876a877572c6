import type {
  Assertion,
  ContextProfile,
  Criteria,
  Endpoints,
  FlowgateDocument,
  GroupMembers,
  Policy,
  PolicySet,
  Rule,
  RuleServices,
  SecurityGroup,
  Service,
  ServiceEntry,
} from '@flowgate/engine'
import { makeInventory, tag } from './inventory.ts'

export const anyEndpoint: Endpoints = { groups: [], addresses: [], negated: false }
export const anyService: RuleServices = { services: [], entries: [] }
export const noMembers: GroupMembers = {
  workloads: [],
  segments: [],
  groups: [],
  addresses: [],
  identities: [],
}

/** Endpoints that are these groups. */
export const groups = (...ids: readonly string[]): Endpoints => ({ ...anyEndpoint, groups: ids })
/** Endpoints that are these addresses, CIDRs or ranges. */
export const addresses = (...texts: readonly string[]): Endpoints => ({ ...anyEndpoint, addresses: texts })
/** The complement of `endpoints`. */
export const except = (endpoints: Endpoints): Endpoints => ({ ...endpoints, negated: true })
/** The named services. */
export const services = (...ids: readonly string[]): RuleServices => ({ ...anyService, services: ids })
/** Inline service entries. */
export const entries = (...list: readonly ServiceEntry[]): RuleServices => ({ ...anyService, entries: list })

type PortLike = number | readonly [number, number]
const ports = (list: readonly PortLike[]): readonly (readonly [number, number])[] =>
  list.map((port) => (typeof port === 'number' ? [port, port] : port))

export const tcp = (...destinationPorts: readonly PortLike[]): ServiceEntry => ({
  protocol: 'tcp',
  sourcePorts: [],
  destinationPorts: ports(destinationPorts),
})
export const udp = (...destinationPorts: readonly PortLike[]): ServiceEntry => ({
  protocol: 'udp',
  sourcePorts: [],
  destinationPorts: ports(destinationPorts),
})
export const sctp = (...destinationPorts: readonly PortLike[]): ServiceEntry => ({
  protocol: 'sctp',
  sourcePorts: [],
  destinationPorts: ports(destinationPorts),
})
export const icmp = (type: number | null = null, code: number | null = null): ServiceEntry => ({
  protocol: 'icmp',
  type,
  code,
})
export const icmpv6 = (type: number | null = null, code: number | null = null): ServiceEntry => ({
  protocol: 'icmpv6',
  type,
  code,
})
export const ipProtocol = (number: number): ServiceEntry => ({ protocol: 'ip', number })

/** Holds for workloads that bear the tag, written `scope:value`. */
export const hasTag = (text: string): Criteria => {
  const { scope, value } = tag(text)
  return { field: 'tag', scope, operator: 'equals', values: [value] }
}
/** Holds for workloads that bear every one of the tags. */
export const hasTags = (...texts: readonly string[]): Criteria => ({ all: texts.map(hasTag) })

export const makeGroup = ({
  members,
  ...override
}: Partial<Omit<SecurityGroup, 'members'>> & {
  readonly members?: Partial<GroupMembers>
} = {}): SecurityGroup => {
  const id = override.id ?? 'group-1'
  return { id, name: id, description: '', members: { ...noMembers, ...members }, criteria: null, ...override }
}

export const makeService = (override: Partial<Service> = {}): Service => {
  const id = override.id ?? 'service-1'
  return { id, name: id, description: '', entries: [], services: [], ...override }
}

export const makeContextProfile = (override: Partial<ContextProfile> = {}): ContextProfile => {
  const id = override.id ?? 'context-profile-1'
  return { id, name: id, description: '', appIds: [], fqdns: [], ...override }
}

/** Allows everything, both directions, until overridden. */
export const makeRule = (override: Partial<Rule> = {}): Rule => {
  const id = override.id ?? 'rule-1'
  return {
    id,
    name: id,
    sources: anyEndpoint,
    destinations: anyEndpoint,
    services: anyService,
    contextProfiles: [],
    processes: [],
    users: [],
    direction: 'in-out',
    ipVersion: 'any',
    appliedTo: [],
    action: 'allow',
    log: false,
    enabled: true,
    schedule: null,
    note: '',
    ...override,
  }
}

export const makePolicy = (override: Partial<Policy> = {}): Policy => {
  const id = override.id ?? 'policy-1'
  return {
    id,
    name: id,
    description: '',
    category: 'application',
    appliedTo: [],
    enabled: true,
    stateful: true,
    tcpStrict: false,
    rules: [],
    ...override,
  }
}

export const makeAssertion = (override: Partial<Assertion> = {}): Assertion => {
  const id = override.id ?? 'assertion-1'
  return {
    id,
    name: id,
    description: '',
    kind: 'must-deny',
    sources: anyEndpoint,
    destinations: anyEndpoint,
    services: anyService,
    severity: 'high',
    owner: '',
    ...override,
  }
}

export const makePolicySet = (override: Partial<PolicySet> = {}): PolicySet => ({
  settings: { defaultAction: 'allow', logDefault: false },
  groups: [],
  services: [],
  contextProfiles: [],
  policies: [],
  assertions: [],
  ...override,
})

export const makeDocument = (override: Partial<FlowgateDocument> = {}): FlowgateDocument => ({
  apiVersion: 'flowgate/v1',
  kind: 'Document',
  inventory: makeInventory(),
  ...makePolicySet(),
  ...override,
})
