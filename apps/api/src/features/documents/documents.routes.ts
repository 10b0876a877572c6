import {
  applyDocument,
  applyToDraft,
  documentJsonSchema,
  documentSchema,
  exportDocument,
  planDocument,
} from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { DocumentService } from './documents.service.ts'

export const documentRoutes = ({ service }: { readonly service: DocumentService }): readonly Route[] => [
  route(exportDocument, ({ query, actor }) => service.exported(query.view, actor)),
  route(documentSchema, () => documentJsonSchema()),
  route(planDocument, ({ body, actor }) => service.plan(body, actor)),
  route(applyDocument, ({ body, query, actor }) => service.apply(body, query.note, actor)),
  route(applyToDraft, ({ params, body, actor }) => service.applyToDraft(params.draftId, body, actor)),
]
