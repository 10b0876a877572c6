import {
  aggregateFlows,
  exportFlows,
  flowTimeline,
  getImport,
  importFlows,
  listFlows,
  listImports,
  undoImport,
} from '@flowgate/shared'
import { fileRoute, type Route, route, uploadRoute } from '../../http/route.ts'
import type { FlowQueries } from './flows.queries.ts'
import type { ImportService } from './imports/import.service.ts'

export const flowRoutes = ({
  queries,
  imports,
}: {
  readonly queries: FlowQueries
  readonly imports: ImportService
}): readonly Route[] => [
  route(listFlows, ({ query, actor }) => queries.list(query, actor)),
  route(aggregateFlows, ({ query, actor }) => queries.aggregate(query, actor)),
  route(flowTimeline, ({ query, actor }) => queries.timeline(query, actor)),
  fileRoute(exportFlows, ({ query, actor }) => queries.export(query, actor)),
  route(listImports, ({ query, actor }) => imports.list(query, actor)),
  uploadRoute(importFlows, ({ stream, query, actor, signal }) => imports.run(stream, query, actor, signal)),
  route(getImport, ({ params, actor }) => imports.get(params.importId, actor)),
  route(undoImport, ({ params, actor }) => imports.undo(params.importId, actor)),
]
