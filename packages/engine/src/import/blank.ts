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
import { withinLimits } from './limits.ts'
import { withPlainIds } from './plain-ids.ts'
import type { ImportGap } from './source.ts'
import { withPlainTags } from './tag-texts.ts'

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

/**
 * A document of these parts: ids and tags in the letters that they may have, lists no longer than they may be. What of the tags
 * had to be changed goes to `gaps`.
 */
export const importedDocument = (parts: Partial<FlowgateDocument>, gaps: ImportGap[]): FlowgateDocument =>
  withPlainIds(
    withinLimits(
      withPlainTags(
        {
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
        },
        gaps,
      ),
    ),
  )
