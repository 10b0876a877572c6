import {
  AppError,
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
import {
  type InventoryReadModel,
  type LoadedInventory,
  visibleWorkloads,
} from '../inventory/inventory.read-model.ts'

/** Of one user: many tabs and scripts, and still no way to use up the server's memory. */
const MOST_STREAMS = 50

const needed: Readonly<Record<LiveEvent['type'], Permission | null>> = {
  'draft.changed': 'policy:read',
  'revision.published': 'policy:read',
  'host.changed': 'fleet:read',
  'inventory.changed': 'inventory:read',
  'flows.arrived': 'flow:read',
  'import.progress': 'flow:read',
  reset: null,
}

/**
 * What of an event the actor may know: nothing without the permission, and nothing that only concerns others.
 * @param seesHost whether the host runs a workload of the actor's
 */
export const visibleTo = (
  actor: Actor,
  event: LiveEvent,
  seesHost: (hostId: string) => boolean,
): LiveEvent | null => {
  const permission = needed[event.type]
  if (permission !== null && !actor.permissions.has(permission)) return null
  if (actor.scope.length === 0) return event
  switch (event.type) {
    case 'flows.arrived':
      return { ...event, flows: 0 }
    case 'draft.changed':
      return event.ownerId === actor.id ? event : null
    case 'host.changed':
      return seesHost(event.hostId) ? event : null
    case 'import.progress':
      return null
    case 'revision.published':
    case 'inventory.changed':
    case 'reset':
      return event
  }
}

/** Hosts with a workload of the actor's, by the inventory as it stands; found once for each inventory. */
const hostsSeen = (actor: Actor, latest: () => LoadedInventory | undefined) => {
  let seenIn: LoadedInventory | undefined
  let hosts: ReadonlySet<string> = new Set()
  return (hostId: string): boolean => {
    const now = latest()
    if (now === undefined) return false
    if (seenIn !== now) {
      const visible = visibleWorkloads(now, actor)
      const own = now.inventory.workloads.filter(({ id }) => visible?.has(id) ?? true)
      hosts = new Set(own.flatMap(({ host }) => host ?? []))
      seenIn = now
    }
    return hosts.has(hostId)
  }
}

export const createEventsFeature = (
  { live, bus, metrics }: Base,
  inventory: Pick<InventoryReadModel, 'current' | 'watch'>,
): Feature => {
  let latest: LoadedInventory | undefined
  let unwatch = () => {}
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
      eventRoute(streamEvents, async ({ actor }) => {
        latest = await inventory.current()
        if (live.openStreams(actor.id) >= MOST_STREAMS)
          throw new AppError('rate_limited', {
            detail: `you have ${MOST_STREAMS} event streams open already; close some`,
            context: { retryAfterSeconds: 15 },
          })
        const seesHost = hostsSeen(actor, () => latest)
        return {
          subscribe: ({ lastEventId, send, end }) =>
            live.open({
              userId: actor.id,
              credentialId: actor.credentialId,
              lastEventId,
              visible: (event) => visibleTo(actor, event, seesHost),
              send,
              end,
            }),
        }
      }),
    ],
    start: async () => {
      unwatch = inventory.watch((now) => {
        latest = now
      })
      subscription = bus.subscribe(subjects.live, (payload) => {
        const { data } = liveEvent.safeParse(payload)
        if (data?.type === 'revision.published') countPublish()
        if (data?.type === 'flows.arrived') countFlows(data.flows)
      })
    },
    stop: async () => {
      unwatch()
      subscription?.close()
    },
  }
}
