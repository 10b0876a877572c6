import { createGroup, type GroupItem, type Input, listGroups } from '@flowgate/shared'
import { api } from '../../../lib/api.ts'
import { type SideOf, sideName } from '../model/prefill.ts'

type GroupBody = NonNullable<Input<typeof createGroup>['body']>

const criteriaOf = (side: SideOf): GroupBody['criteria'] => {
  if (side.kind !== 'tags') return null
  const all = side.tags.map(({ scope, value }) => ({
    field: 'tag' as const,
    scope,
    operator: 'equals' as const,
    values: [value],
  }))
  return all.length === 1 && all[0] ? all[0] : { all }
}
const isPlain = (group: GroupItem) =>
  group.members.segments.length + group.members.groups.length + group.members.addresses.length === 0

const fits = (group: GroupItem, side: SideOf): boolean => {
  if (!isPlain(group)) return false
  const { workloads } = group.members
  if (side.kind === 'workload')
    return group.criteria === null && workloads.length === 1 && workloads[0] === side.id
  return workloads.length === 0 && JSON.stringify(group.criteria) === JSON.stringify(criteriaOf(side))
}

/** The group that stands for exactly one side of traffic; null when there is none yet. */
export const findSideGroup = async (side: SideOf, view: string): Promise<string | null> => {
  if (side.kind === 'group') return side.id
  if (side.kind !== 'tags' && side.kind !== 'workload') return null
  let cursor: string | undefined
  do {
    const page = await api.call(listGroups, { query: { view, limit: 500, ...(cursor ? { cursor } : {}) } })
    const group = page.items.find((item) => fits(item, side))
    if (group) return group.id
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return null
}

export const createSideGroup = (side: SideOf, draftId: string): Promise<GroupItem> =>
  api.call(createGroup, {
    params: { draftId },
    body: {
      name: sideName(side),
      criteria: criteriaOf(side),
      ...(side.kind === 'workload' ? { members: { workloads: [side.id] } } : {}),
    },
  })
