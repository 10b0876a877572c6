import { compareViews, getRevision, listRevisions, rollback } from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { RevisionService } from './revisions.service.ts'

export const revisionRoutes = ({ service }: { readonly service: RevisionService }): readonly Route[] => [
  route(listRevisions, ({ query, actor }) => service.list(query, actor)),
  route(getRevision, ({ params, actor }) => service.get(params.revision, actor)),
  route(compareViews, ({ query, actor }) => service.compare(query, actor)),
  route(rollback, ({ params, body, actor }) => service.rollback(params.revision, body.note, actor)),
]
