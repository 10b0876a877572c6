import { compareViews, getRevision, listRevisions, rollback } from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { RevisionService } from './revisions.service.ts'

export const revisionRoutes = ({ service }: { readonly service: RevisionService }): readonly Route[] => [
  route(listRevisions, ({ query }) => service.list(query)),
  route(getRevision, ({ params }) => service.get(params.revision)),
  route(compareViews, ({ query, actor }) => service.compare(query, actor)),
  route(rollback, ({ params, body, actor }) => service.rollback(params.revision, body.note, actor)),
]
