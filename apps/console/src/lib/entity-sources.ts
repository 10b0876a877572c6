import { listGroups, listSegments, listServices, listTags, listWorkloads } from '@flowgate/shared'
import { api } from './api.ts'

/** Something that can be picked. */
export interface Entity {
  readonly id: string
  readonly name: string
  readonly detail?: string
}
/** Where a picker searches; `key` starts its query key, so that live updates reach it. */
export interface EntitySource {
  readonly key: readonly string[]
  readonly search: (q: string, signal: AbortSignal) => Promise<readonly Entity[]>
}

/** Nothing to search: values are typed. */
export const TYPED_ONLY: EntitySource = { key: ['typed'], search: async () => [] }

const words = (q: string) => ({ limit: 30, ...(q ? { q } : {}) })
const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`

export const workloadSource: EntitySource = {
  key: ['inventory', 'pick-workloads'],
  search: async (q, signal) =>
    (await api.call(listWorkloads, { query: words(q) }, { signal })).items.map((item) => ({
      id: item.id,
      name: item.name,
      detail: item.vnics.flatMap((vnic) => vnic.addresses).join(', '),
    })),
}
export const segmentSource: EntitySource = {
  key: ['inventory', 'pick-segments'],
  search: async (q, signal) =>
    (await api.call(listSegments, { query: words(q) }, { signal })).items.map((item) => ({
      id: item.id,
      name: item.name,
      detail: item.subnets.join(', '),
    })),
}
/** Ids are `scope:value`. */
export const tagSource: EntitySource = {
  key: ['inventory', 'pick-tags'],
  search: async (q, signal) =>
    (await api.call(listTags, { query: words(q) }, { signal })).items.map((item) => ({
      id: `${item.scope}:${item.value}`,
      name: `${item.scope}:${item.value}`,
      detail: count(item.workloads, 'workload'),
    })),
}
export const groupSource = (view: string): EntitySource => ({
  key: ['groups', 'pick', view],
  search: async (q, signal) =>
    (await api.call(listGroups, { query: { ...words(q), view } }, { signal })).items.map((item) => ({
      id: item.id,
      name: item.name,
      detail: count(item.memberCount, 'member'),
    })),
})
export const serviceSource = (view: string): EntitySource => ({
  key: ['services', 'pick', view],
  search: async (q, signal) =>
    (await api.call(listServices, { query: { ...words(q), view } }, { signal })).items.map((item) => ({
      id: item.id,
      name: item.name,
      detail: item.description,
    })),
})
