import { testPacket } from '@flowgate/shared'
import type { Feature } from '../../http/feature.ts'
import { route } from '../../http/route.ts'
import { type AnalysisPorts, createAnalysisService } from './analysis.service.ts'

export const createAnalysisFeature = (ports: AnalysisPorts): Feature => {
  const service = createAnalysisService(ports)
  return { routes: [route(testPacket, ({ body, actor }) => service.test(body, actor))] }
}
