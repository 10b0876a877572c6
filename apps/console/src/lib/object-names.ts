import { listGroups, listServices, type Page } from '@flowgate/shared'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from './api.ts'

type Named = { readonly id: string; readonly name: string; readonly change: string | null }
type Fetch = (query: { limit: number; cursor?: string }) => Promise<Page<Named>>
export interface ObjectName {
  readonly name: string
  /** Differs from the published revision. */
  readonly changed: boolean
}
/** 15,000 objects; beyond, an id stands for its name. */
const PAGES = 30

const everyName = async (fetchPage: Fetch): Promise<ReadonlyMap<string, ObjectName>> => {
  const names = new Map<string, ObjectName>()
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const { items, nextCursor } = await fetchPage({ limit: 500, ...(cursor ? { cursor } : {}) })
    for (const { id, name, change } of items) names.set(id, { name, changed: change !== null })
    if (nextCursor === null) break
    cursor = nextCursor
  }
  return names
}

export const groupNamesQuery = (view: string) =>
  queryOptions({
    queryKey: ['groups', 'names', view],
    queryFn: ({ signal }) =>
      everyName((query) => api.call(listGroups, { query: { ...query, view } }, { signal })),
    placeholderData: keepPreviousData,
  })
export const serviceNamesQuery = (view: string) =>
  queryOptions({
    queryKey: ['services', 'names', view],
    queryFn: ({ signal }) =>
      everyName((query) => api.call(listServices, { query: { ...query, view } }, { signal })),
    placeholderData: keepPreviousData,
  })

export interface ObjectNames {
  readonly group: (id: string) => ObjectName
  readonly service: (id: string) => ObjectName
}
/** Names behind the ids that rules and groups hold; the id itself until they are here. */
export const useObjectNames = (view: string): ObjectNames => {
  const groups = useQuery(groupNamesQuery(view)).data
  const services = useQuery(serviceNamesQuery(view)).data
  // The same from render to render: rows that show names are drawn again only when a name changes.
  return useMemo(
    () => ({
      group: (id) => groups?.get(id) ?? { name: id, changed: false },
      service: (id) => services?.get(id) ?? { name: id, changed: false },
    }),
    [groups, services],
  )
}
