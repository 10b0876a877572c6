import { type Bus, type LiveEvent, type Subscription, subjects } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { coalesce } from '../../platform/coalesce.ts'
import type { Db } from '../../platform/db.ts'
import type { Log } from '../../platform/log.ts'
import { nextInventoryVersion } from './inventory-version.ts'
import { loadInventory, readInventoryVersion } from './load-inventory.ts'
import type { LoadedInventory } from './loaded-inventory.ts'
import { replaceInventory } from './workload-rows.ts'

export { readInventory } from './load-inventory.ts'
export {
  type Application,
  applicationOf,
  canonicalAddress,
  type HostItem,
  type LoadedInventory,
  tierOf,
} from './loaded-inventory.ts'

/**
 * For features that change the whole inventory inside their own transaction (documents, the demo estate): first `nextVersion`,
 * then `readInventory`, then `replace`; after the commit `refresh` and the live event `inventory.changed`.
 */
export const inventoryWriter = { nextVersion: nextInventoryVersion, replace: replaceInventory }
export type InventoryWriter = typeof inventoryWriter

/** What other features see of the inventory. */
export interface InventoryReadModel {
  /** The inventory as last seen: the same object until something changes. Never asks the database twice for one version. */
  current(): Promise<LoadedInventory>
  /** Looks whether the database holds a newer one, and resolves with it. Call it after a transaction that changed it. */
  refresh(): Promise<LoadedInventory>
  /** Called with every newer inventory, in order. Returns how to stop. */
  watch(listener: (inventory: LoadedInventory) => void): () => void
  start(): Promise<void>
  stop(): Promise<void>
}

/** Another replica's change is told by the bus; this is only for messages that were lost. */
const POLL_MS = 5_000

/** Ids of the workloads that bear one of the actor's tags; null where the actor sees everything. */
export const visibleWorkloads = (
  { workloads }: LoadedInventory,
  { scope }: Pick<Actor, 'scope'>,
): ReadonlySet<string> | null => {
  if (scope.length === 0) return null
  const wanted = new Set(scope)
  const ids = [...workloads.values()]
    .filter((workload) => workload.tags.some((tag) => wanted.has(`${tag.scope}:${tag.value}`)))
    .map((workload) => workload.id)
  return new Set(ids)
}

export interface InventoryReadModelPorts {
  readonly db: Db
  readonly bus: Bus
  readonly log: Pick<Log, 'error'>
}

/** Keeps the inventory in memory. After a local change `refresh` makes it current; changes of other replicas follow by bus. */
export const createInventoryReadModel = ({ db, bus, log }: InventoryReadModelPorts): InventoryReadModel => {
  const listeners = new Set<(inventory: LoadedInventory) => void>()
  let loaded: LoadedInventory | undefined
  let timer: NodeJS.Timeout | undefined
  let subscription: Subscription | undefined

  const look = async (): Promise<LoadedInventory> => {
    if (loaded !== undefined && (await readInventoryVersion(db)) === loaded.version) return loaded
    const fresh = await loadInventory(db)
    if (loaded !== undefined && fresh.version === loaded.version) return loaded
    loaded = fresh
    for (const listener of listeners) listener(fresh)
    return fresh
  }
  const { run: refresh, idle } = coalesce(look)
  const follow = () => {
    refresh().catch((error: unknown) => log.error({ err: error }, 'could not follow the inventory'))
  }
  return {
    current: async () => loaded ?? refresh(),
    refresh,
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: async () => {
      subscription = bus.subscribe(subjects.live, (payload) => {
        if ((payload as Partial<LiveEvent> | null)?.type === 'inventory.changed') follow()
      })
      timer = setInterval(follow, POLL_MS)
      timer.unref()
      await refresh()
    },
    stop: async () => {
      clearInterval(timer)
      subscription?.close()
      await idle()
    },
  }
}
