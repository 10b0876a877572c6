import {
  addGroupMember,
  createGroup,
  deleteGroup,
  getGroup,
  groupEffectiveMembers,
  groupUsage,
  listGroups,
  previewGroup,
  removeGroupMember,
  updateGroup,
} from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { GroupQueries } from './groups.queries.ts'
import type { GroupService } from './groups.service.ts'

export interface GroupRoutePorts {
  readonly queries: GroupQueries
  readonly service: GroupService
}

export const groupRoutes = ({ queries, service }: GroupRoutePorts): readonly Route[] => [
  route(listGroups, ({ query, actor }) => queries.list(query, actor)),
  route(getGroup, ({ params, query, actor }) => queries.get(params.groupId, query.view, actor)),
  route(groupEffectiveMembers, ({ params, query, actor }) => queries.members(params.groupId, query, actor)),
  route(groupUsage, ({ params, query, actor }) => queries.usage(params.groupId, query.view, actor)),
  route(previewGroup, ({ body, query, actor }) => queries.preview(body, query.view, actor)),
  route(createGroup, ({ params, body, actor }) => service.create(params.draftId, body, actor)),
  route(updateGroup, ({ params, body, ifMatch, actor }) => service.update(params, body, ifMatch, actor)),
  route(deleteGroup, async ({ params, ifMatch, actor }) => {
    await service.remove(params, ifMatch, actor)
    return undefined
  }),
  route(addGroupMember, ({ params, body, actor }) => service.addMember(params, body, actor)),
  route(removeGroupMember, ({ params, body, actor }) => service.removeMember(params, body, actor)),
]
