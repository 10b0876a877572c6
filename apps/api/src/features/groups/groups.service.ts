import { canonicalAddressSpec } from '@flowgate/engine'
import type {
  addGroupMember,
  createGroup,
  GroupItem,
  Parsed,
  removeGroupMember,
  updateGroup,
} from '@flowgate/shared'
import { AppError } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { IfMatch } from '../../http/if-match.ts'
import type { PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { type EditResult, editable, patched } from '../drafts/editing.read-model.ts'
import { newId } from '../drafts/ids.read-model.ts'
import { type Bodies, makeObject, removalOf, writeOf } from '../drafts/objects.read-model.ts'
import { toGroupItem } from './groups.mapper.ts'

type Members = Bodies['group']['members']
type MemberBody = Parsed<typeof addGroupMember>['body']

const LISTS = {
  workload: 'workloads',
  segment: 'segments',
  group: 'groups',
  address: 'addresses',
  identity: 'identities',
} as const satisfies Record<MemberBody['kind'], keyof Members>

/** Addresses are kept in their canonical text, so that one is not added twice in two spellings. */
const memberText = ({ kind, member }: MemberBody): string => {
  const canonical = kind === 'address' ? canonicalAddressSpec(member) : null
  return canonical?.ok ? canonical.value : member
}

const item = (result: EditResult): GroupItem => {
  const group = result.content.get('group', result.subject.id)
  if (group === undefined) throw new Error(`the group \`${result.subject.id}\` is gone right after its edit`)
  return toGroupItem(group, result)
}

export const createGroupService = ({ editing }: Pick<PolicyPorts, 'editing'>) => {
  const changeMembers = async (
    params: { readonly draftId: string; readonly groupId: string },
    actor: Actor,
    words: { readonly action: string; readonly label: string },
    change: (members: Members) => Members,
  ): Promise<GroupItem> =>
    item(
      await editing.edit({
        draftId: params.draftId,
        actor,
        action: words.action,
        make: (context) => {
          const group = editable(context, 'group', params.groupId)
          const body = { ...group.body, members: change(group.body.members) }
          return {
            writes: [writeOf(makeObject('group', group.id, body))],
            subject: group,
            label: `${words.label} ${group.body.name}`,
          }
        },
      }),
    )

  return {
    create: async (
      draftId: string,
      { id: wanted, ...body }: Parsed<typeof createGroup>['body'],
      actor: Actor,
    ): Promise<GroupItem> =>
      item(
        await editing.edit({
          draftId,
          actor,
          action: 'group.created',
          make: ({ content }) => {
            const id = newId(content, 'group', body.name, wanted)
            const group = makeObject('group', id, { id, ...body })
            return { writes: [writeOf(group)], subject: group, label: `create group ${body.name}` }
          },
        }),
      ),

    update: async (
      params: Parsed<typeof updateGroup>['params'],
      body: Parsed<typeof updateGroup>['body'],
      ifMatch: IfMatch,
      actor: Actor,
    ): Promise<GroupItem> =>
      item(
        await editing.edit({
          draftId: params.draftId,
          actor,
          action: 'group.updated',
          make: (context) => {
            const group = editable(context, 'group', params.groupId, ifMatch)
            const next = makeObject('group', group.id, patched(group.body, body))
            return { writes: [writeOf(next)], subject: group, label: `change group ${group.body.name}` }
          },
        }),
      ),

    remove: async (
      params: { readonly draftId: string; readonly groupId: string },
      ifMatch: IfMatch,
      actor: Actor,
    ): Promise<void> => {
      await editing.edit({
        draftId: params.draftId,
        actor,
        action: 'group.deleted',
        make: (context) => {
          const group = editable(context, 'group', params.groupId, ifMatch)
          return { writes: [removalOf(group)], subject: group, label: `delete group ${group.body.name}` }
        },
      })
    },

    addMember: (params: Parsed<typeof addGroupMember>['params'], body: MemberBody, actor: Actor) =>
      changeMembers(
        params,
        actor,
        { action: 'group.member-added', label: 'add a member to group' },
        (members) => {
          const list = LISTS[body.kind]
          const text = memberText(body)
          return members[list].includes(text) ? members : { ...members, [list]: [...members[list], text] }
        },
      ),

    removeMember: (params: Parsed<typeof removeGroupMember>['params'], body: MemberBody, actor: Actor) =>
      changeMembers(
        params,
        actor,
        { action: 'group.member-removed', label: 'remove a member from group' },
        (members) => {
          const list = LISTS[body.kind]
          const texts = new Set([memberText(body), body.member])
          const rest = members[list].filter((each) => !texts.has(each))
          if (rest.length < members[list].length) return { ...members, [list]: rest }
          throw new AppError('unknown_reference', {
            detail: `\`${body.member}\` is not a static member of the group`,
            errors: [
              {
                field: 'body.member',
                message: `is not among the group's ${list}`,
                received: body.member,
                help: 'members that come by criteria, a segment or a nested group are removed there',
              },
            ],
          })
        },
      ),
  }
}
export type GroupService = ReturnType<typeof createGroupService>
