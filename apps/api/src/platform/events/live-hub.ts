import { type Bus, type LiveEvent, liveEvent, subjects } from '@flowgate/shared'
import type { Ids } from '../ids.ts'
import type { LiveEvents, StreamOwner } from './live-events.ts'

export interface LiveClient {
  readonly userId: string | null
  readonly credentialId: string | null
  /** Where it stopped, null for a new one. */
  readonly lastEventId: string | null
  /** Null: not for this client's eyes. */
  readonly visible: (event: LiveEvent) => LiveEvent | null
  send(id: string, event: LiveEvent): void
  end(): void
}

export interface LiveHub extends LiveEvents {
  /** Replays what the client missed, or sends `reset` when that is no longer known; then everything new. */
  open(client: LiveClient): () => void
  /** Streams that a user has open now, on this replica. */
  openStreams(userId: string | null): number
  close(): void
}

interface Kept {
  readonly sequence: number
  readonly event: LiveEvent
}

const owns = (client: LiveClient, { userId, credentialId, exceptCredentialId }: StreamOwner): boolean =>
  client.userId === userId &&
  (credentialId === undefined || client.credentialId === credentialId) &&
  (exceptCredentialId === undefined || client.credentialId !== exceptCredentialId)

const isOwner = (value: unknown): value is StreamOwner =>
  typeof value === 'object' && value !== null && 'userId' in value && typeof value.userId === 'string'

/**
 * Live events of this replica's consoles. Events reach every replica over the bus; each numbers them for itself, so an id
 * names the hub's epoch too, and one from another replica or an earlier start answers `reset`.
 *
 * @param capacity events kept for clients that come back
 */
export const createLiveHub = (bus: Bus, ids: Ids, capacity = 1_000): LiveHub => {
  const epoch = ids.secret(6)
  const ring: Kept[] = []
  const clients = new Set<LiveClient>()
  let sequence = 0

  const deliver = (client: LiveClient, kept: Kept) => {
    const event = client.visible(kept.event)
    if (event !== null) client.send(`${epoch}.${kept.sequence}`, event)
  }

  const subscriptions = [
    bus.subscribe(subjects.live, (payload) => {
      const parsed = liveEvent.safeParse(payload)
      if (!parsed.success) return
      sequence += 1
      const kept = { sequence, event: parsed.data }
      ring.push(kept)
      if (ring.length > capacity) ring.shift()
      for (const client of [...clients]) deliver(client, kept)
    }),
    bus.subscribe(subjects.endStreams, (payload) => {
      if (!isOwner(payload)) return
      for (const client of [...clients]) if (owns(client, payload)) client.end()
    }),
  ]

  /** Null when it cannot be told what the client missed. */
  const missed = (lastEventId: string): readonly Kept[] | null => {
    const [from, number] = lastEventId.split('.')
    const last = Number(number)
    if (from !== epoch || !Number.isSafeInteger(last) || last > sequence) return null
    const oldest = ring[0]?.sequence ?? sequence + 1
    return last + 1 < oldest ? null : ring.filter((kept) => kept.sequence > last)
  }

  return {
    publish: (event) => bus.publish(subjects.live, event),
    endStreams: (owner) => bus.publish(subjects.endStreams, owner),
    open: (client) => {
      if (client.lastEventId !== null) {
        const rest = missed(client.lastEventId)
        if (rest === null) client.send(`${epoch}.${sequence}`, { type: 'reset' })
        else for (const kept of rest) deliver(client, kept)
      }
      clients.add(client)
      return () => clients.delete(client)
    },
    openStreams: (userId) => [...clients].filter((client) => client.userId === userId).length,
    close: () => {
      for (const subscription of subscriptions) subscription.close()
      for (const client of [...clients]) client.end()
    },
  }
}
