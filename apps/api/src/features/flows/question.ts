import { flowFilter } from '@flowgate/shared'
import type { FlowQuestion } from './flows.read-model.ts'

const FIELDS = [...Object.keys(flowFilter.shape), 'q'] as (keyof FlowQuestion)[]

/** The filter out of a query that has more than that. */
export const questionOf = (query: FlowQuestion): FlowQuestion =>
  Object.fromEntries(FIELDS.flatMap((field) => (query[field] === undefined ? [] : [[field, query[field]]])))
