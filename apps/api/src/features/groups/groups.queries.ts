import { parseAddressSpec, resolveGroups, updateResolution } from '@flowgate/engine'
import type {
  GroupItem,
  groupEffectiveMembers,
  groupUsage,
  listGroups,
  Output,
  Parsed,
  previewGroup,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { pageInMemory } from '../../http/paging.ts'
import { refuseBeyondScope } from '../drafts/beyond-scope.read-model.ts'
import { checkEdit } from '../drafts/check-edit.read-model.ts'
import { type OpenedView, openView, type PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { missing } from '../drafts/editing.read-model.ts'
import { inventoryIds } from '../drafts/inventory-ids.read-model.ts'
import { type Bodies, makeObject, type ObjectOf, writeOf } from '../drafts/objects.read-model.ts'
import { addressTexts, memberIds, resolutionOf } from '../drafts/resolver.read-model.ts'
import { HIDDEN_GROUP } from '../drafts/visibility.read-model.ts'
import { toMember } from './group-members.ts'
import { toGroupItem, visibleReferences } from './groups.mapper.ts'

const SAMPLE = 20
/** Id and name of a group that is being typed. Neither can be those of a group: an id begins with a letter or digit. */
const UNSAVED = ' '

const find = (opened: OpenedView, id: string): ObjectOf<'group'> => {
  const group = opened.content.get('group', id)
  if (group === undefined || opened.visibility?.group(id) === false) throw missing('group', id)
  return group
}

/** Groups of the view, those that the draft removed included where they are asked for. */
const listed = (opened: OpenedView, { change, workload }: Parsed<typeof listGroups>['query']) => {
  const { content, base, inventory, visibility } = opened
  const removed =
    change === 'removed' && base !== null
      ? base.list('group').filter(({ id }) => content.get('group', id) === undefined)
      : []
  const groups = change === 'removed' ? removed : content.list('group')
  return groups.filter(({ id }) => {
    if (visibility?.group(id) === false) return false
    if (workload !== undefined && !memberIds(content, inventory, id).includes(workload)) return false
    return visibility === null || workload === undefined || visibility.workload(workload)
  })
}

export const createGroupQueries = (ports: PolicyPorts) => {
  const list = async (
    query: Parsed<typeof listGroups>['query'],
    actor: Actor,
  ): Promise<Output<typeof listGroups>> => {
    const opened = await openView(ports, query.view, actor)
    const items = listed(opened, query)
    const shown =
      query.change === undefined || query.change === 'removed'
        ? items
        : items.filter((group) => toGroupItem(group, opened).change === query.change)
    const page = pageInMemory(shown, query, {
      id: ({ id }) => id,
      sorts: {
        name: ({ body }) => body.name.toLowerCase(),
        id: ({ id }) => id,
        memberCount: (group) => toGroupItem(group, opened).memberCount,
        usedBy: ({ id }) => visibleReferences(opened, 'group', id).length,
      },
      otherwise: 'name',
      texts: ({ id, body }) => [id, body.name, body.description],
    })
    return { ...page, items: page.items.map((group) => toGroupItem(group, opened)) }
  }

  const get = async (id: string, view: string, actor: Actor): Promise<GroupItem> => {
    const opened = await openView(ports, view, actor)
    return toGroupItem(find(opened, id), opened)
  }

  const members = async (
    id: string,
    query: Parsed<typeof groupEffectiveMembers>['query'],
    actor: Actor,
  ): Promise<Output<typeof groupEffectiveMembers>> => {
    const opened = await openView(ports, query.view, actor)
    find(opened, id)
    const { content, inventory, visibility } = opened
    const resolution = resolutionOf(content, inventory)
    const name = groupName(opened)
    const all = resolution.members(id).filter(({ workload }) => visibility?.workload(workload) !== false)
    const page = pageInMemory(
      all.map((member) => ({
        member,
        name: inventory.workloads.get(member.workload)?.name ?? member.workload,
      })),
      query,
      {
        id: ({ member }) => member.workload,
        sorts: { name: (each) => each.name.toLowerCase(), workloadId: ({ member }) => member.workload },
        otherwise: 'name',
        texts: (each) => [each.member.workload, each.name, ...addressesAndTags(opened, each.member.workload)],
      },
    )
    return {
      ...page,
      items: page.items.map(({ member }) => toMember(member, id, opened, name)),
      addresses: visibility === null ? addressTexts(resolution.addresses(id)) : visibleAddresses(opened, all),
    }
  }

  const usage = async (id: string, view: string, actor: Actor): Promise<Output<typeof groupUsage>> => {
    const opened = await openView(ports, view, actor)
    find(opened, id)
    return { items: [...visibleReferences(opened, 'group', id)] }
  }

  const preview = async (
    body: Parsed<typeof previewGroup>['body'],
    view: string,
    actor: Actor,
  ): Promise<Output<typeof previewGroup>> => {
    const opened = await openView(ports, view, actor)
    const { content, inventory, visibility } = opened
    const group = makeObject('group', UNSAVED, { id: UNSAVED, name: UNSAVED, description: '', ...body })
    refuseBeyondScope(visibility, content, [writeOf(group)])
    checkEdit({
      before: content,
      after: content.with([writeOf(group)]),
      writes: [writeOf(group)],
      inventory: inventoryIds(inventory),
      serviceUsers: () => [],
      visibility,
    })
    const change = { kind: 'group', id: UNSAVED, group: group.body } as const
    const all = updateResolution(resolutionOf(content, inventory), change).memberIds(UNSAVED)
    const ids = all.filter((id) => visibility?.workload(id) !== false)
    const name = groupName(opened)
    // Reasons are only needed for the few that are shown.
    const few = ids.slice(0, SAMPLE).flatMap((id) => inventory.workloads.get(id) ?? [])
    const reasons = resolveGroups({
      groups: [group.body, ...nestedGroups(opened, body.members.groups)],
      inventory: { ...inventory.inventory, workloads: few },
    })
    return {
      total: ids.length,
      sample: reasons.members(UNSAVED).map((member) => toMember(member, UNSAVED, opened, name)),
      addresses: body.members.addresses.map(canonicalText),
    }
  }

  return { list, get, members, usage, preview }
}
export type GroupQueries = ReturnType<typeof createGroupQueries>

const nestedGroups = ({ content }: OpenedView, ids: readonly string[]): readonly Bodies['group'][] => {
  const found = new Map<string, Bodies['group']>()
  const pending = [...ids]
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const group = found.has(id) ? undefined : content.get('group', id)
    if (group === undefined) continue
    found.set(id, group.body)
    pending.push(...group.body.members.groups)
  }
  return [...found.values()]
}

const groupName =
  ({ content, visibility }: OpenedView) =>
  (id: string): string =>
    visibility?.group(id) === false ? HIDDEN_GROUP : (content.get('group', id)?.body.name ?? id)

const canonicalText = (text: string): string => {
  const range = parseAddressSpec(text)
  return range.ok ? (addressTexts([range.value])[0] ?? text) : text
}

const addressesAndTags = ({ inventory }: OpenedView, id: string): string[] => {
  const workload = inventory.workloads.get(id)
  return [
    ...(workload?.vnics.flatMap(({ addresses }) => addresses) ?? []),
    ...(workload?.tags.map(({ scope, value }) => `${scope}:${value}`) ?? []),
  ]
}

const visibleAddresses = (
  { inventory }: OpenedView,
  members: readonly { readonly workload: string }[],
): string[] =>
  members.flatMap(
    ({ workload }) => inventory.workloads.get(workload)?.vnics.flatMap(({ addresses }) => addresses) ?? [],
  )
