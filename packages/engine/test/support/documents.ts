import type {
  Endpoints,
  FlowgateDocument,
  GroupMembers,
  Inventory,
  Policy,
  Rule,
  SecurityGroup,
  Service,
  Workload,
} from '../../src/index.ts'

/** Builders that fill in what a test does not care about. */
export const workload = (id: string, over: Partial<Workload> = {}): Workload => ({
  id,
  name: id,
  kind: 'vm',
  host: null,
  os: null,
  powerState: 'on',
  tags: [],
  vnics: [],
  mode: 'full',
  selectiveServices: [],
  excluded: false,
  ...over,
})

export const vnic = (id: string, addresses: readonly string[], segment: string | null = null) => ({
  id,
  mac: null,
  segment,
  addresses,
})

export const NO_MEMBERS: GroupMembers = {
  workloads: [],
  segments: [],
  groups: [],
  addresses: [],
  identities: [],
}

export const group = (
  id: string,
  members: Partial<GroupMembers>,
  over: Partial<SecurityGroup> = {},
): SecurityGroup => ({
  id,
  name: id,
  description: '',
  members: { ...NO_MEMBERS, ...members },
  criteria: null,
  ...over,
})

export const ANY: Endpoints = { groups: [], addresses: [], negated: false }
export const groups = (...ids: readonly string[]): Endpoints => ({ ...ANY, groups: ids })
export const addresses = (...specs: readonly string[]): Endpoints => ({ ...ANY, addresses: specs })
export const not = (endpoints: Endpoints): Endpoints => ({ ...endpoints, negated: true })

export const rule = (id: string, over: Partial<Rule> = {}): Rule => ({
  id,
  name: id,
  sources: ANY,
  destinations: ANY,
  services: { services: [], entries: [] },
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
  ...over,
})

export const policy = (id: string, rules: readonly Rule[], over: Partial<Policy> = {}): Policy => ({
  id,
  name: id,
  description: '',
  category: 'application',
  appliedTo: [],
  enabled: true,
  stateful: true,
  tcpStrict: false,
  rules,
  ...over,
})

export const service = (
  id: string,
  entries: Service['entries'],
  services: readonly string[] = [],
): Service => ({
  id,
  name: id,
  description: '',
  entries,
  services,
})

export const inventory = (over: Partial<Inventory> = {}): Inventory => ({
  sites: [],
  clusters: [],
  hosts: [],
  segments: [],
  workloads: [],
  ...over,
})

export const document = (over: Partial<FlowgateDocument> = {}): FlowgateDocument => ({
  apiVersion: 'flowgate/v1',
  kind: 'Document',
  inventory: inventory(),
  settings: { defaultAction: 'drop', logDefault: false },
  groups: [],
  services: [],
  contextProfiles: [],
  policies: [],
  assertions: [],
  ...over,
})
