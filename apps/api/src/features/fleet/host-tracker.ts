import {
  type Bus,
  heartbeat,
  realizationReport,
  type Subscription,
  subjects,
  type WantedState,
} from '@flowgate/shared'
import type { Clock } from '../../platform/clock.ts'
import type { LiveEvents } from '../../platform/events/live-events.ts'
import type { Log } from '../../platform/log.ts'
import {
  applyHeartbeat,
  applyReport,
  type HistoryLine,
  type HostState,
  type SimulatedState,
  UNSEEN,
} from './host-state.ts'
import type { HostStore } from './host-store.ts'
import { isOnline, type Realization, realizationOf } from './realization.ts'

export interface TrackedHost extends HostState {
  readonly online: boolean
  readonly realization: Realization
}

/** Listens to what hosts say, keeps it in memory, stores it in batches and tells the consoles. */
export interface HostTracker {
  /** Of a host that has never been heard of too. */
  get(host: string): TrackedHost
  /** What is wanted has changed: some of them are behind now. */
  lookAtAll(): void
  setSimulated(host: string, state: SimulatedState): void
  /** Stores everything heard so far. */
  flush(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

export interface HostTrackerPorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly live: Pick<LiveEvents, 'publish'>
  readonly log: Pick<Log, 'error'>
  readonly store: HostStore
  readonly wanted: () => WantedState | null
  /** Ids of the hosts in the inventory: others are not listened to. */
  readonly hosts: () => ReadonlySet<string>
}

/** Consoles hear of a host at most this often; what changed is stored at the same pace. */
const NOTICE_MS = 200
/** Looks for hosts that fell silent, and stores when each was last seen. */
const ROUND_MS = 1_000
const LAST_SEEN_ROUNDS = 10
/** So many at once are told as one: the fleet has changed. */
const MANY = 50

export const createHostTracker = (ports: HostTrackerPorts): HostTracker => {
  const { bus, clock, live, log, store, wanted, hosts } = ports
  const states = new Map<string, HostState>()
  const told = new Map<string, string>()
  const unsaved = new Set<string>()
  const heard = new Set<string>()
  const changed = new Set<string>()
  let lines: (HistoryLine & { readonly host: string })[] = []
  let listeningSince = clock.now()
  let noticeTimer: NodeJS.Timeout | undefined
  let roundTimer: NodeJS.Timeout | undefined
  let rounds = 0
  let saving: Promise<void> = Promise.resolve()
  let subscriptions: Subscription[] = []

  const get = (host: string): TrackedHost => {
    const state = states.get(host) ?? UNSEEN
    const now = clock.now()
    return {
      ...state,
      online: isOnline(state, now),
      realization: realizationOf(state, wanted(), now, listeningSince),
    }
  }

  /** Tells of a host whose visible state is not what was told last. */
  const look = (host: string): void => {
    const { online, realization, realizedRevision, error, simulatedState } = get(host)
    const visible = JSON.stringify([online, realization, realizedRevision, error, simulatedState])
    if (told.get(host) === visible) return
    told.set(host, visible)
    changed.add(host)
    unsaved.add(host)
    noticeTimer ??= setTimeout(notice, NOTICE_MS)
  }

  const notice = (): void => {
    noticeTimer = undefined
    const ids = changed.size > MANY ? ['*'] : [...changed]
    changed.clear()
    for (const hostId of ids) live.publish({ type: 'host.changed', hostId })
    void flush()
  }

  const saveAll = async (): Promise<void> => {
    const ids = [...unsaved]
    const history = lines
    unsaved.clear()
    lines = []
    const known = hosts()
    try {
      await store.append(history.filter(({ host }) => known.has(host)))
      await store.save(new Map(ids.filter((id) => known.has(id)).map((id) => [id, states.get(id) ?? UNSEEN])))
    } catch (error) {
      log.error({ err: error }, 'could not store the state of hosts; it is tried again')
      for (const id of ids) unsaved.add(id)
      lines = [...history, ...lines]
    }
  }
  const flush = (): Promise<void> => {
    saving = saving.then(saveAll)
    return saving
  }

  const lookAtAll = (): void => {
    for (const host of hosts()) look(host)
  }

  const round = (): void => {
    rounds += 1
    lookAtAll()
    if (rounds % LAST_SEEN_ROUNDS === 0) {
      for (const host of heard) unsaved.add(host)
      heard.clear()
    }
    if (unsaved.size > 0 && noticeTimer === undefined) void flush()
  }

  const onReport = (payload: unknown): void => {
    const report = realizationReport.parse(payload)
    if (!hosts().has(report.host)) return
    const { state, line } = applyReport(states.get(report.host) ?? UNSEEN, report, clock.now())
    states.set(report.host, state)
    if (line !== null) lines.push({ host: report.host, ...line })
    unsaved.add(report.host)
    look(report.host)
  }

  const onHeartbeat = (payload: unknown): void => {
    const beat = heartbeat.parse(payload)
    if (!hosts().has(beat.host)) return
    states.set(beat.host, applyHeartbeat(states.get(beat.host) ?? UNSEEN, beat, clock.now()))
    heard.add(beat.host)
    look(beat.host)
  }

  return {
    get,
    lookAtAll,
    setSimulated: (host, simulatedState) => {
      states.set(host, { ...(states.get(host) ?? UNSEEN), simulatedState })
      look(host)
    },
    flush,
    start: async () => {
      for (const [id, state] of await store.load()) states.set(id, state)
      listeningSince = clock.now()
      subscriptions = [
        bus.subscribe(subjects.realization, onReport),
        bus.subscribe(subjects.heartbeat, onHeartbeat),
      ]
      roundTimer = setInterval(round, ROUND_MS)
      roundTimer.unref()
    },
    stop: async () => {
      for (const subscription of subscriptions) subscription.close()
      clearInterval(roundTimer)
      clearTimeout(noticeTimer)
      for (const host of heard) unsaved.add(host)
      await flush()
    },
  }
}
