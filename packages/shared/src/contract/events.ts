import { z } from 'zod'
import { operation } from './operation.ts'

/** What the stream sends, as `event:` name and JSON `data:`. A client refetches what an event names; events carry no secrets. */
export const liveEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('draft.changed'),
      draftId: z.string(),
      by: z.string(),
      /** A scoped account is told of its own drafts only. */
      ownerId: z.string().optional(),
    }),
    z.object({ type: z.literal('revision.published'), revision: z.number().int(), by: z.string() }),
    z.object({ type: z.literal('host.changed'), hostId: z.string() }),
    z.object({ type: z.literal('inventory.changed') }),
    z.object({ type: z.literal('flows.arrived'), flows: z.number().int() }),
    z.object({
      type: z.literal('import.progress'),
      progressId: z.string(),
      records: z.number().int(),
      badLines: z.number().int(),
      stage: z.enum(['reading', 'storing', 'done', 'failed']),
    }),
    /** The client missed events (it was away too long): refetch everything. */
    z.object({ type: z.literal('reset') }),
  ])
  .meta({ id: 'LiveEvent' })
export type LiveEvent = z.infer<typeof liveEvent>
export const streamEvents = operation({
  id: 'events.stream',
  method: 'get',
  path: '/events',
  summary: 'Live updates as server-sent events; resumes after Last-Event-ID',
  permission: 'signed-in',
  stream: 'events',
})
