import type { FlowgateDocument } from '../model/document.ts'
import type { ImportGap } from './source.ts'

export interface ImportResult {
  readonly document: FlowgateDocument
  /** What the document does not say, in the order of the input. */
  readonly gaps: readonly ImportGap[]
}
