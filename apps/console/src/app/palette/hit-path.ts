import type { SearchHit } from '@flowgate/shared'
import { paths } from '../../lib/paths.ts'

/** Where something that was found is shown. */
export const hitPath = (hit: SearchHit): string => {
  switch (hit.kind) {
    case 'workload':
      return paths.workload(hit.id)
    case 'group':
      return paths.group(hit.id)
    case 'service':
      return paths.service(hit.id)
    case 'policy':
      return paths.policy(hit.id)
    case 'rule':
      return hit.policyId ? paths.rule(hit.policyId, hit.id) : paths.policies({ q: hit.name })
    case 'host':
      return paths.host(hit.id)
    case 'segment':
      return paths.segments({ q: hit.name })
    case 'application':
      return paths.map({ node: `app:${hit.name}` })
    case 'revision':
      return paths.revision(hit.id)
    case 'draft':
      return paths.draft(hit.id)
    case 'user':
      return paths.users({ q: hit.name })
  }
}
