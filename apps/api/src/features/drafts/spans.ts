import { encodeSpan } from '@flowgate/dfe'
import { buildSnapshot, InvalidDocumentError, type Snapshot, spanFor } from '@flowgate/engine'
import { AppError, keys, type Subscription, type WantedState } from '@flowgate/shared'
import type { Base } from '../../http/base.ts'
import { coalesce } from '../../platform/coalesce.ts'
import type { InventoryReadModel, LoadedInventory } from '../inventory/inventory.read-model.ts'
import type { PolicyContent } from './content.read-model.ts'
import { documentOf, resolutionOf } from './resolver.read-model.ts'
import type { HostSpan, SpanSource } from './spans.read-model.ts'
import type { PolicyStore } from './store.read-model.ts'

export interface SpanService extends SpanSource {
  start(): Promise<void>
  stop(): Promise<void>
}

export interface SpanPorts extends Pick<Base, 'bus' | 'clock' | 'log'> {
  readonly store: PolicyStore
  readonly inventory: Pick<InventoryReadModel, 'current' | 'refresh' | 'watch'>
  /** Has another thread cut the span of a large set; null where this one may. */
  readonly cutElsewhere?: (hostId: string, wanted: WantedState) => Promise<HostSpan | null>
}

const isNewer = (
  one: Pick<WantedState, 'revision' | 'inventoryVersion'>,
  other: WantedState | undefined,
): boolean =>
  other === undefined || one.revision > other.revision || one.inventoryVersion > other.inventoryVersion

/**
 * One snapshot of the engine serves all hosts: it is built once for a revision and an inventory version, and a span is cut
 * from it for each host that asks.
 */
export const createSpanService = (ports: SpanPorts): SpanService => {
  const { bus, clock, log, store, inventory, cutElsewhere = async () => null } = ports
  const snapshots = new WeakMap<
    PolicyContent,
    { readonly inventory: LoadedInventory; readonly snapshot: Snapshot }
  >()
  let latest: WantedState | undefined
  let unwatch: (() => void) | undefined
  let following: Subscription | undefined

  const snapshotOf: SpanService['snapshotOf'] = (content, now) => {
    const known = snapshots.get(content)
    if (known !== undefined && known.inventory === now) return known.snapshot
    const snapshot = buildSnapshot(documentOf(content, now), resolutionOf(content, now))
    snapshots.set(content, { inventory: now, snapshot })
    return snapshot
  }

  const look = async (): Promise<void> => {
    const [head, now] = await Promise.all([store.head(), inventory.current()])
    const next = { revision: head.number, inventoryVersion: now.version }
    if (!isNewer(next, latest)) return
    // Latency is counted from the publish; a Manager that starts again does not start the count again.
    const sinceStart = latest === undefined ? head.publishedAt : clock.now()
    const at = latest !== undefined && next.revision > latest.revision ? head.publishedAt : sinceStart
    latest = {
      revision: Math.max(next.revision, latest?.revision ?? 0),
      inventoryVersion: Math.max(next.inventoryVersion, latest?.inventoryVersion ?? 0),
      at,
    }
    bus.put(keys.wanted, latest)
  }

  const looks = coalesce(look)
  const announce = looks.run

  const follow = (): void => {
    announce().catch((error: unknown) =>
      log.error({ err: error }, 'could not find out what hosts should enforce'),
    )
  }

  const wanted = async (): Promise<WantedState> => {
    if (latest === undefined) await announce()
    if (latest === undefined)
      throw new AppError('not_ready', { detail: 'what hosts should enforce is not known yet' })
    return latest
  }

  const spanAt: SpanService['spanAt'] = async (hostId, state) => {
    const [content, known] = await Promise.all([store.revision(state.revision), inventory.current()])
    const now = known.version < state.inventoryVersion ? await inventory.refresh() : known
    const meta = { revision: state.revision, inventoryVersion: now.version }
    return {
      wanted: { ...state, inventoryVersion: now.version },
      span: encodeSpan(spanFor(snapshotOf(content, now), hostId, meta)),
    }
  }

  return {
    wanted,
    snapshotOf,
    announce,
    span: async (hostId) => {
      const state = await wanted()
      return (await cutElsewhere(hostId, state)) ?? spanAt(hostId, state)
    },
    spanAt,
    spanOf: async (content, hostId, revision) => {
      const now = await inventory.current()
      try {
        return spanFor(snapshotOf(content, now), hostId, { revision, inventoryVersion: now.version })
      } catch (error) {
        if (!(error instanceof InvalidDocumentError)) throw error
        throw new AppError('policy_invalid', {
          detail: `the policy set cannot be evaluated: ${error.message}`,
          errors: error.issues
            .slice(0, 100)
            .map(({ path, message, help }) => ({ field: path.join('.'), message, help })),
        })
      }
    },
    start: async () => {
      unwatch = inventory.watch(follow)
      // Another replica published: its hosts and ours want the same.
      following = bus.watch(keys.wanted, (value) => {
        const told = value as WantedState | null
        if (told !== null && isNewer(told, latest)) follow()
      })
      await announce()
    },
    stop: async () => {
      unwatch?.()
      following?.close()
      await looks.idle()
    },
  }
}
