import { getOverview } from '@flowgate/shared'
import type { Feature } from '../../http/feature.ts'
import { route } from '../../http/route.ts'
import { createOverviewService, type OverviewPorts } from './overview.service.ts'

export const createMetricsFeature = (ports: OverviewPorts): Feature => {
  const service = createOverviewService(ports)
  return { routes: [route(getOverview, ({ query, actor }) => service.overview(query, actor))] }
}
