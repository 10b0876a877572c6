import type { reference } from '@flowgate/shared'
import type { z } from 'zod'
import type { PolicyContent } from './content.read-model.ts'
import { nameOf, OBJECT_KINDS, type PolicyObject } from './objects.read-model.ts'

export type Reference = z.output<typeof reference>
export type TargetKind = 'group' | 'service' | 'context-profile' | 'workload' | 'segment'

/** What one object names of others. */
export interface OutgoingReference {
  readonly kind: TargetKind
  readonly id: string
  readonly field: string
}

const all = (kind: TargetKind, field: string, ids: readonly string[]): OutgoingReference[] =>
  ids.map((id) => ({ kind, id, field }))

export const referencesFrom = (object: PolicyObject): readonly OutgoingReference[] => {
  switch (object.kind) {
    case 'group': {
      const { members } = object.body
      return [
        ...all('group', 'members', members.groups),
        ...all('workload', 'members', members.workloads),
        ...all('segment', 'members', members.segments),
      ]
    }
    case 'service':
      return all('service', 'services', object.body.services)
    case 'policy':
      return all('group', 'applied-to', object.body.appliedTo)
    case 'rule':
      return [
        ...all('group', 'sources', object.body.sources.groups),
        ...all('group', 'destinations', object.body.destinations.groups),
        ...all('group', 'applied-to', object.body.appliedTo),
        ...all('service', 'services', object.body.services.services),
        ...all('context-profile', 'context-profiles', object.body.contextProfiles),
      ]
    case 'assertion':
      return [
        ...all('group', 'sources', object.body.sources.groups),
        ...all('group', 'destinations', object.body.destinations.groups),
        ...all('service', 'services', object.body.services.services),
      ]
    case 'settings':
    case 'context-profile':
      return []
  }
}

const indexes = new WeakMap<PolicyContent, ReadonlyMap<string, readonly Reference[]>>()
const NONE: readonly Reference[] = []

const buildIndex = (content: PolicyContent): ReadonlyMap<string, readonly Reference[]> => {
  const index = new Map<string, Reference[]>()
  for (const kind of OBJECT_KINDS) {
    for (const object of content.values(kind)) {
      if (object.kind === 'settings') continue
      for (const target of referencesFrom(object)) {
        const key = `${target.kind}/${target.id}`
        const entry: Reference = {
          kind: object.kind,
          id: object.id,
          name: nameOf(object),
          policyId: object.policyId,
          field: target.field,
        }
        const list = index.get(key)
        if (list === undefined) index.set(key, [entry])
        else list.push(entry)
      }
    }
  }
  return index
}

/** Objects of the set that refer to a group, service, context profile, workload or segment. */
export const referencesTo = (content: PolicyContent, kind: TargetKind, id: string): readonly Reference[] => {
  let index = indexes.get(content)
  if (index === undefined) {
    index = buildIndex(content)
    indexes.set(content, index)
  }
  return index.get(`${kind}/${id}`) ?? NONE
}
