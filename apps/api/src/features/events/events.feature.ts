import {
  type LiveEvent,
  liveEvent,
  type Permission,
  type Subscription,
  streamEvents,
  subjects,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import { eventRoute } from '../../http/route.ts'

const needed: Readonly<Record<LiveEvent['type'], Permission | null>> = {
  'draft.changed': 'policy:read',
  'revision.published': 'policy:read',
  'host.changed': 'fleet:read',
  'inventory.changed': 'inventory:read',
  'flows.arrived': 'flow:read',
  'import.progress': 'flow:read',
  reset: null,
}

/** What of an event the actor may know: nothing without the permission, and no totals beyond the actor's scope. */
export const visibleTo = (actor: Actor, event: LiveEvent): LiveEvent | null => {
  const permission = needed[event.type]
  if (permission !== null && !actor.permissions.has(permission)) return null
  if (actor.scope.length === 0) return event
  if (event.type === 'flows.arrived') return { ...event, flows: 0 }
  return event.type === 'import.progress' ? null : event
}

export const createEventsFeature = ({ live, bus, metrics }: Base): Feature => {
  const countPublish = metrics.counter(
    'flowgate_publishes_total',
    'Revisions published since this Manager started',
  )
  const countFlows = metrics.counter(
    'flowgate_flows_ingested_total',
    'Flows stored since this Manager started',
  )
  let subscription: Subscription | undefined

  return {
    routes: [
      eventRoute(streamEvents, ({ actor }) => ({
        subscribe: ({ lastEventId, send, end }) =>
          live.open({
            userId: actor.id,
            credentialId: actor.credentialId,
            lastEventId,
            visible: (event) => visibleTo(actor, event),
            send,
            end,
          }),
      })),
    ],
    start: async () => {
      subscription = bus.subscribe(subjects.live, (payload) => {
        const { data } = liveEvent.safeParse(payload)
        if (data?.type === 'revision.published') countPublish()
        if (data?.type === 'flows.arrived') countFlows(data.flows)
      })
    },
    stop: async () => subscription?.close(),
  }
}
