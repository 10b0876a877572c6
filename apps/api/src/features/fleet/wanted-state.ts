import {
  type Bus,
  keys,
  type LiveEvent,
  type Subscription,
  subjects,
  type WantedState,
} from '@flowgate/shared'
import type { Clock } from '../../platform/clock.ts'
import { coalesce } from '../../platform/coalesce.ts'
import type { Db } from '../../platform/db.ts'
import type { Log } from '../../platform/log.ts'

/**
 * What every host should enforce. It follows from the database alone, so that a Manager that was killed between a commit and
 * telling of it tells of it when it starts again.
 */
export interface Wanted {
  /** As told last; null before the start. */
  current(): WantedState | null
  /** Looks into the database and tells the hosts when there is something newer. Call it after a commit. */
  announce(): Promise<WantedState>
  start(): Promise<void>
  stop(): Promise<void>
}

/** For changes whose message was lost. */
const POLL_MS = 5_000

export const readWanted = async (db: Db): Promise<WantedState> => {
  const [revision, inventory] = await Promise.all([
    db.revision.findFirst({ orderBy: { number: 'desc' }, select: { number: true, publishedAt: true } }),
    db.inventoryVersion.findUnique({ where: { id: 1 } }),
  ])
  return {
    revision: revision?.number ?? 0,
    inventoryVersion: inventory?.version ?? 1,
    at: Math.max(revision?.publishedAt.getTime() ?? 0, inventory?.at.getTime() ?? 0),
  }
}

const isNewer = (next: WantedState, than: WantedState): boolean =>
  next.revision > than.revision ||
  (next.revision === than.revision && next.inventoryVersion > than.inventoryVersion)

export const createWanted = ({
  db,
  bus,
  clock,
  log,
}: {
  readonly db: Db
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Pick<Log, 'error'>
}): Wanted => {
  let current: WantedState | null = null
  let timer: NodeJS.Timeout | undefined
  let subscription: Subscription | undefined

  const looking = coalesce(async (): Promise<WantedState> => {
    const found = await readWanted(db)
    if (current !== null && !isNewer(found, current)) return current
    // At the start nobody knows when it was told first; later it is being told right now.
    current = current === null ? found : { ...found, at: clock.now() }
    bus.put(keys.wanted, current)
    return current
  })
  const follow = (): void => {
    looking
      .run()
      .catch((error: unknown) => log.error({ err: error }, 'could not read what hosts should enforce'))
  }

  return {
    current: () => current,
    announce: () => looking.run(),
    start: async () => {
      subscription = bus.subscribe(subjects.live, (payload) => {
        const { type } = payload as LiveEvent
        if (type === 'revision.published' || type === 'inventory.changed') follow()
      })
      timer = setInterval(follow, POLL_MS)
      timer.unref()
      await looking.run()
    },
    stop: async () => {
      clearInterval(timer)
      subscription?.close()
      await looking.idle()
    },
  }
}
