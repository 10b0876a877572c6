import type { SearchHit } from '@flowgate/shared'
import type { Feature } from '../../http/feature.ts'
import type { PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { memberIds } from '../drafts/resolver.read-model.ts'
import { searchObjects } from '../drafts/search-objects.read-model.ts'
import { createGroupQueries } from './groups.queries.ts'
import { groupRoutes } from './groups.routes.ts'
import { createGroupService } from './groups.service.ts'

export const createGroupsFeature = (ports: PolicyPorts): Feature => ({
  routes: groupRoutes({ queries: createGroupQueries(ports), service: createGroupService(ports) }),
  search: searchObjects(
    ports,
    'group',
    ({ id, body }, { content, inventory, visibility }): SearchHit | null => {
      if (visibility?.group(id) === false) return null
      const members = memberIds(content, inventory, id)
      const count =
        visibility === null ? members.length : members.filter((each) => visibility.workload(each)).length
      return { kind: 'group', id, name: body.name, detail: `group of ${count} workloads`, policyId: null }
    },
  ),
})
