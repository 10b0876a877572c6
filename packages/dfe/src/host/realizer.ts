import {
  type Bus,
  keys,
  type RealizationReport,
  type SpanRequest,
  type Subscription,
  spanReply,
  subjects,
  type WantedState,
  wantedState,
} from '@flowgate/shared'
import type { Datapath, Installed } from '../datapath/datapath.ts'
import { backoff, type Clock, type Scheduler } from '../time.ts'
import { decodeSpan } from './span-bytes.ts'
import type { SpanStore } from './span-store.ts'
import { isOlder, isSame, type Version, versionOf } from './version.ts'

export interface Realizer {
  start(): Promise<void>
  stop(): void
  enforced(): Version | null
  /** Tries again now instead of after the delay. */
  retry(): void
}

export interface RealizerOptions {
  readonly hostId: string
  readonly bus: Bus
  readonly datapath: Datapath
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly store: SpanStore | undefined
  readonly onError: (error: unknown) => void
}

/** Delays before the next try: after a request that failed, and after a span that could not be installed. */
const REQUEST_RETRY = { firstMs: 100, lastMs: 10_000 }
const INSTALL_RETRY = { firstMs: 1_000, lastMs: 30_000 }

/**
 * Brings a host to the wanted state and keeps it there.
 *
 *   wanted (watched) --> behind? --> ask for the span --> install --> report realized --> behind? ...
 *                                        |                  |
 *                                        +---- wait <-------+---- report failed
 *
 * One request or installation is under way at a time; what becomes wanted meanwhile is looked at when it ends, so that
 * any number of changes costs one more round. Where it ends depends on what is wanted last, not on what was before.
 */
export const createRealizer = ({
  hostId,
  bus,
  datapath,
  clock,
  scheduler,
  store,
  onError,
}: RealizerOptions): Realizer => {
  let wanted: WantedState | null = null
  let enforced: Version | null = null
  /** What the store remembers may come from another installation: the Manager is asked again before it counts. */
  let confirmed = false
  let busy = false
  let stopped = false
  let attempt = 0
  let startedAt = 0
  let cancelWait = (): void => {}
  let watching: Subscription | undefined

  const report = (
    about: Version,
    rest: Pick<RealizationReport, 'state' | 'error' | 'latencyMs'> & Partial<Installed>,
  ): void =>
    bus.publish(subjects.realization, {
      host: hostId,
      ...versionOf(about),
      at: clock.now(),
      compileMs: null,
      rules: 0,
      workloads: 0,
      ...rest,
    } satisfies RealizationReport)

  const isBehind = (): boolean => wanted !== null && (!confirmed || isOlder(enforced, wanted))

  const wait = ({ firstMs, lastMs }: typeof REQUEST_RETRY): void => {
    const delay = backoff(attempt, firstMs, lastMs)
    attempt += 1
    cancelWait = scheduler.after(delay, round)
  }

  const round = (): void => {
    cancelWait()
    if (busy || stopped || !isBehind()) return
    busy = true
    void bringUp()
      .catch((error: unknown) => {
        onError(error)
        return REQUEST_RETRY
      })
      .then((delay) => {
        busy = false
        if (stopped) return
        if (delay !== null) return wait(delay)
        attempt = 0
        round()
      })
  }

  /** One round; gives the delay to wait for the next try, null when it went well. */
  const bringUp = async (): Promise<typeof REQUEST_RETRY | null> => {
    const question: SpanRequest = { host: hostId, have: enforced }
    const reply = spanReply.parse(await bus.request(subjects.span, question))
    if (stopped) return null
    const target = reply.wanted
    // A Manager that does not know yet what it wants of us: it will.
    if (wanted !== null && isOlder(target, wanted)) return REQUEST_RETRY
    if (confirmed && !isOlder(enforced, target)) return null
    let installed: Installed
    try {
      installed = await datapath.install(decodeSpan(reply.span))
    } catch (error) {
      report(target, { state: 'failed', error: messageOf(error), latencyMs: null })
      return INSTALL_RETRY
    }
    const latencyMs = latencyTo(target)
    enforced = versionOf(target)
    confirmed = true
    report(target, { state: 'realized', error: null, latencyMs, ...installed })
    await store?.save(reply.span).catch(onError)
    return null
  }

  /** Null where no publish was waited for: a host that starts, or realizes again what it had. */
  const latencyTo = (target: WantedState): number | null => {
    if (isSame(enforced, target) || (enforced === null && target.at < startedAt)) return null
    return Math.max(0, clock.now() - target.at)
  }

  const restore = async (): Promise<void> => {
    const kept = await store?.load()
    if (kept === undefined || kept === null) return
    const span = decodeSpan(kept)
    if (span.revision === null) return
    await datapath.install(span)
    enforced = { revision: span.revision, inventoryVersion: span.inventoryVersion }
  }

  const want = (value: unknown): void => {
    const next = wantedState.parse(value)
    if (wanted !== null && isOlder(next, wanted)) return
    wanted = next
    attempt = 0
    round()
  }

  return {
    start: async () => {
      startedAt = clock.now()
      await restore().catch(onError)
      if (!stopped) watching = bus.watch(keys.wanted, want)
    },
    stop: () => {
      stopped = true
      cancelWait()
      watching?.close()
    },
    enforced: () => enforced,
    retry: () => {
      attempt = 0
      round()
    },
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 2_000)
