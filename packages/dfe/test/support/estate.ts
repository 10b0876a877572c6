import {
  buildSnapshot,
  type FlowgateDocument,
  type Policy,
  type Span,
  spanFor,
  type Workload,
} from '@flowgate/engine'

const workload = (id: string, host: string, address: string): Workload => ({
  id,
  name: id,
  kind: 'vm',
  host,
  os: null,
  powerState: 'on',
  tags: [],
  vnics: [{ id: `${id}-eth0`, mac: null, segment: null, addresses: [address] }],
  mode: 'full',
  selectiveServices: [],
  excluded: false,
})

export const WEB = '10.0.0.1'
export const DB = '10.0.0.2'

/** `web-01` on `host-1`, `db-01` on `host-2`. */
export const inventory: FlowgateDocument['inventory'] = {
  sites: [],
  clusters: [],
  hosts: ['host-1', 'host-2'].map((id) => ({ id, name: id, cluster: null })),
  segments: [],
  workloads: [workload('web-01', 'host-1', WEB), workload('db-01', 'host-2', DB)],
}

/** One rule from web to db, on any service. */
const policyWith = (action: 'allow' | 'drop', id: string): Policy => ({
  id: 'policy',
  name: 'Policy',
  description: '',
  category: 'application',
  appliedTo: [],
  enabled: true,
  stateful: true,
  tcpStrict: false,
  rules: [
    {
      id,
      name: `rule ${id}`,
      sources: { groups: ['web'], addresses: [], negated: false },
      destinations: { groups: [], addresses: [DB], negated: false },
      services: {
        services: [],
        entries: [{ protocol: 'tcp', sourcePorts: [], destinationPorts: [[5432, 5432]] }],
      },
      contextProfiles: [],
      processes: [],
      users: [],
      direction: 'in-out',
      ipVersion: 'any',
      appliedTo: [],
      action,
      log: false,
      enabled: true,
      schedule: null,
      note: '',
    },
  ],
})

const documentWith = (policies: readonly Policy[]): FlowgateDocument => ({
  apiVersion: 'flowgate/v1',
  kind: 'Document',
  inventory,
  settings: { defaultAction: 'allow', logDefault: false },
  groups: [
    {
      id: 'web',
      name: 'Web servers',
      description: '',
      members: { workloads: ['web-01'], segments: [], groups: [], addresses: [], identities: [] },
      criteria: null,
    },
  ],
  services: [],
  contextProfiles: [],
  policies,
  assertions: [],
})

/** Revision 1 allows everything by default; 2 drops web to db; 3 allows it by a rule. */
const DOCUMENTS = new Map([
  [1, documentWith([])],
  [2, documentWith([policyWith('drop', 'stop')])],
  [3, documentWith([policyWith('allow', 'go')])],
])

export const spanOf = (host: string, revision: number, inventoryVersion = 1): Span => {
  const document = DOCUMENTS.get(revision)
  if (document === undefined) throw new Error(`there is no revision ${revision}`)
  return spanFor(buildSnapshot(document), host, { revision, inventoryVersion })
}
