import { canonicalDocument, type FlowgateDocument } from '@flowgate/engine'
import { compactDocument } from '@flowgate/shared'
import { yamlText } from '../output/printer.ts'

/** The one text of a document: the same content always has the same bytes. */
export const documentText = (document: FlowgateDocument, format: 'yaml' | 'json'): string => {
  const compact = compactDocument(canonicalDocument(document))
  return format === 'json' ? `${JSON.stringify(compact, null, 2)}\n` : yamlText(compact)
}
