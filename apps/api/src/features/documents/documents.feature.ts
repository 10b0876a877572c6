import type { Feature } from '../../http/feature.ts'
import { documentRoutes } from './documents.routes.ts'
import { createDocumentService, type DocumentPorts, type DocumentService } from './documents.service.ts'

export interface DocumentsFeature extends Feature {
  /** For the demo estate, which is applied like any document. */
  readonly service: DocumentService
}

export const createDocumentsFeature = (ports: DocumentPorts): DocumentsFeature => {
  const service = createDocumentService(ports)
  return { service, routes: documentRoutes({ service }) }
}
