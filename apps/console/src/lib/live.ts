import { API_PREFIX, type LiveEvent, liveEvent } from '@flowgate/shared'
import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'

export type LiveState = 'connecting' | 'live' | 'away'

type Handler = (event: LiveEvent) => void
const handlers = new Set<Handler>()
const stateListeners = new Set<() => void>()
let state: LiveState = 'connecting'
const setState = (next: LiveState) => {
  state = next
  for (const listener of stateListeners) listener()
}

/** First parts of query keys (a feature's name) that each event makes old. */
const STALE: Readonly<Record<LiveEvent['type'], readonly string[]>> = {
  'draft.changed': ['drafts', 'policies', 'groups', 'services', 'revisions-compare'],
  'revision.published': [
    'drafts',
    'policies',
    'groups',
    'services',
    'revisions',
    'revisions-compare',
    'fleet',
    'metrics',
  ],
  'host.changed': ['fleet', 'metrics'],
  'inventory.changed': ['inventory', 'groups', 'map', 'metrics'],
  'flows.arrived': ['flows-live', 'metrics', 'map'],
  'import.progress': [],
  reset: [],
}
/** Not refetched more often than this, milliseconds; events in between are made up for by one refetch at the end. */
const SLOW: Readonly<Record<string, number>> = {
  metrics: 10_000,
  map: 20_000,
  'flows-live': 2_000,
  fleet: 500,
}

const createInvalidator = (client: QueryClient) => {
  const last = new Map<string, number>()
  // What the page shows at first has just been asked for.
  const began = performance.now()
  const timers = new Map<string, number>()
  const invalidate = (name: string) => {
    last.set(name, performance.now())
    void client.invalidateQueries({ queryKey: [name] })
  }
  const soon = (name: string) => {
    if (timers.has(name)) return
    const wait = (SLOW[name] ?? 100) - (performance.now() - (last.get(name) ?? began))
    const timer = window.setTimeout(
      () => {
        timers.delete(name)
        invalidate(name)
      },
      Math.max(50, wait),
    )
    timers.set(name, timer)
  }
  const stop = () => {
    for (const timer of timers.values()) clearTimeout(timer)
  }
  return { soon, stop }
}

const parse = (data: string): LiveEvent | null => {
  try {
    return liveEvent.parse(JSON.parse(data))
  } catch {
    return null
  }
}

/** One stream for the whole console. The browser reconnects by itself and sends Last-Event-ID. */
export const connectLive = (client: QueryClient): (() => void) => {
  const source = new EventSource(`${API_PREFIX}/events`)
  const invalidator = createInvalidator(client)
  const receive = (message: MessageEvent<string>) => {
    const event = parse(message.data)
    if (!event) return
    if (event.type === 'reset') void client.invalidateQueries()
    for (const name of STALE[event.type]) invalidator.soon(name)
    for (const handler of handlers) handler(event)
  }
  for (const type of Object.keys(STALE)) source.addEventListener(type, receive)
  source.addEventListener('open', () => setState('live'))
  source.addEventListener('error', () => setState('away'))
  return () => {
    source.close()
    invalidator.stop()
    setState('connecting')
  }
}

/** Calls `handler` for each event while the component is shown. Pass a stable function. */
export const useLiveEvents = (handler: Handler): void => {
  useEffect(() => {
    handlers.add(handler)
    return () => {
      handlers.delete(handler)
    }
  }, [handler])
}

export const useLiveState = (): LiveState =>
  useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    () => state,
  )
