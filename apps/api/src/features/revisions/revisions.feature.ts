import type { Feature } from '../../http/feature.ts'
import { revisionRoutes } from './revisions.routes.ts'
import { revisionSearch } from './revisions.search.ts'
import { createRevisionService, type RevisionPorts } from './revisions.service.ts'

export const createRevisionsFeature = (ports: RevisionPorts): Feature => ({
  routes: revisionRoutes({ service: createRevisionService(ports) }),
  search: revisionSearch(ports),
})
