import type {
  Category,
  Endpoints,
  FlowgateDocument,
  GroupMembers,
  Policy,
  Rule,
  Tag,
  Vnic,
  Workload,
} from '../model/document.ts'
import { withPlainIds } from './plain-ids.ts'

/* Objects of a document with everything that an importer does not say filled in. */

export const ANY: Endpoints = { groups: [], addresses: [], negated: false }

export const NO_MEMBERS: GroupMembers = {
  workloads: [],
  segments: [],
  groups: [],
  addresses: [],
  identities: [],
}

export const importedWorkload = (
  id: string,
  name: string,
  kind: Workload['kind'],
  tags: readonly Tag[],
  vnics: readonly Vnic[],
): Workload => ({
  id,
  name,
  kind,
  host: null,
  os: null,
  powerState: 'on',
  tags,
  vnics,
  mode: 'full',
  selectiveServices: [],
  excluded: false,
})

export const importedRule = (id: string, name: string, over: Partial<Rule>): Rule => ({
  id,
  name,
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

export const importedPolicy = (
  id: string,
  category: Category,
  rules: readonly Rule[],
  over: Partial<Policy> = {},
): Policy => ({
  id,
  name: id,
  description: '',
  category,
  appliedTo: [],
  enabled: true,
  stateful: true,
  tcpStrict: false,
  rules,
  ...over,
})

/** A document of these parts, its ids in the letters that an id may have. */
export const importedDocument = (parts: Partial<FlowgateDocument>): FlowgateDocument =>
  withPlainIds({
    apiVersion: 'flowgate/v1',
    kind: 'Document',
    settings: { defaultAction: 'allow', logDefault: false },
    inventory: { sites: [], clusters: [], hosts: [], segments: [], workloads: [] },
    groups: [],
    services: [],
    contextProfiles: [],
    policies: [],
    assertions: [],
    ...parts,
  })
