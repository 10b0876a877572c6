import type { aggregateFlows, exportFlows, flowTimeline, listFlows, Output, Parsed } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { FileAnswer } from '../../http/route.ts'
import type { FlowReadModel } from './flows.read-model.ts'
import { aggregateRows } from './query/aggregate.ts'
import { exportRows } from './query/export.ts'
import { listRows } from './query/list.ts'
import { timelineOf } from './query/timeline.ts'
import { checkWindow, questionOf } from './question.ts'

const CONTENT_TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const

/** The lists and sums of flows, each from memory. */
export const createFlowQueries = (readModel: FlowReadModel) => ({
  list: async (query: Parsed<typeof listFlows>['query'], actor: Actor): Promise<Output<typeof listFlows>> => {
    checkWindow(query)
    const { limit, cursor, sort } = query
    const selection = await readModel.select(questionOf(query), actor)
    return readModel.remember(selection, `list ${limit} ${sort} ${cursor}`, () => listRows(selection, query))
  },
  aggregate: async (
    query: Parsed<typeof aggregateFlows>['query'],
    actor: Actor,
  ): Promise<Output<typeof aggregateFlows>> => {
    checkWindow(query)
    const { groupBy, limit } = query
    const selection = await readModel.select(questionOf(query), actor)
    return readModel.remember(selection, `aggregate ${groupBy} ${limit}`, () =>
      aggregateRows(selection, groupBy, limit),
    )
  },
  timeline: async (
    query: Parsed<typeof flowTimeline>['query'],
    actor: Actor,
  ): Promise<Output<typeof flowTimeline>> => {
    checkWindow(query)
    const selection = await readModel.select(questionOf(query), actor)
    return readModel.remember(selection, `timeline ${query.buckets}`, () =>
      timelineOf(selection, query, query.buckets),
    )
  },
  export: async (query: Parsed<typeof exportFlows>['query'], actor: Actor): Promise<FileAnswer> => {
    checkWindow(query)
    const { memory, rows } = await readModel.select(questionOf(query), actor)
    const ids = Float64Array.from(rows, (row) => memory.columns.id[row] ?? 0)
    return {
      fileName: `flows.${query.format}`,
      contentType: CONTENT_TYPES[query.format],
      // Rows are found by id anew for each piece: memory may have moved on between two of them.
      chunks: exportRows(query.format, ids, () => readModel.select({ importId: 'none' }, actor)),
    }
  },
})
export type FlowQueries = ReturnType<typeof createFlowQueries>
