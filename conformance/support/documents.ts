import type { Endpoints, FlowgateDocument, Policy, Rule, Workload } from '@flowgate/engine'

/** Objects with everything that a suite does not care about filled in. */
export const ANY: Endpoints = { groups: [], addresses: [], negated: false }

export const emptyDocument: FlowgateDocument = {
  apiVersion: 'flowgate/v1',
  kind: 'Document',
  settings: { defaultAction: 'drop', logDefault: false },
  inventory: { sites: [], clusters: [], hosts: [], segments: [], workloads: [] },
  groups: [],
  services: [],
  contextProfiles: [],
  policies: [],
  assertions: [],
}

export const workload = (id: string, over: Partial<Workload>): Workload => ({
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

export const rule = (id: string, over: Partial<Rule>): Rule => ({
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

export const policy = (id: string, rules: readonly Rule[]): Policy => ({
  id,
  name: id,
  description: '',
  category: 'application',
  appliedTo: [],
  enabled: true,
  stateful: true,
  tcpStrict: false,
  rules,
})
