import { type Input, listWorkloads, type WorkloadItem } from '@flowgate/shared'
import { useState } from 'react'
import { api, errorText } from '../../../lib/api.ts'
import { toasts } from '../../../lib/toasts.ts'

type Query = NonNullable<Input<typeof listWorkloads>['query']>
const NONE: ReadonlyMap<string, WorkloadItem> = new Map()
const MOST_AT_ONCE = 500

const fetchEvery = async ({ cursor: _, ...query }: Query): Promise<readonly WorkloadItem[]> => {
  const items: WorkloadItem[] = []
  let cursor: string | undefined
  do {
    const page = await api.call(listWorkloads, {
      query: { ...query, limit: MOST_AT_ONCE, ...(cursor ? { cursor } : {}) },
    })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return items
}

/** Workloads that something will be done to: of this page, of pages before, or all that the filters leave. */
export const useSelectedWorkloads = (shown: readonly WorkloadItem[], query: Query) => {
  const [selected, setSelected] = useState(NONE)
  const [isFetching, setFetching] = useState(false)
  const onChange = (ids: ReadonlySet<string>) => {
    const known = new Map([...selected, ...shown.map((item) => [item.id, item] as const)])
    setSelected(
      new Map(
        [...ids].flatMap((id) => {
          const item = known.get(id)
          return item ? [[id, item] as const] : []
        }),
      ),
    )
  }
  const selectEvery = async () => {
    setFetching(true)
    try {
      setSelected(new Map((await fetchEvery(query)).map((item) => [item.id, item])))
    } catch (error) {
      toasts.add({ variant: 'danger', title: 'Could not select all workloads', body: errorText(error) })
    }
    setFetching(false)
  }
  const now = new Map(shown.map((item) => [item.id, item]))
  return {
    ids: new Set(selected.keys()),
    chosen: [...selected.values()].map((item) => now.get(item.id) ?? item),
    onChange,
    isFetching,
    selectEvery: () => void selectEvery(),
    clear: () => setSelected(NONE),
  }
}
