import type { Bus, Subscription } from '@flowgate/shared'
import type pg from 'pg'
import type { Actor } from '../../http/actor.ts'
import { coalesce } from '../../platform/coalesce.ts'
import type { Log } from '../../platform/log.ts'
import {
  type InventoryReadModel,
  type LoadedInventory,
  visibleWorkloads,
} from '../inventory/inventory.read-model.ts'
import { EndpointView } from './memory/endpoint-view.ts'
import { FlowMemory } from './memory/flow-memory.ts'
import { createNamedPolicy, type NamedPolicy, type PolicySource } from './published-policy.ts'
import { compileFilter } from './query/compile-filter.ts'
import { scan } from './query/scan.ts'
import type { Selection } from './query/selection.ts'
import type { FlowQuestion } from './question.ts'
import { RecentResults } from './recent-results.ts'
import { createFlowKeeper } from './store/flow-keeper.ts'
import { followFlows } from './store/flow-loader.ts'
import { mergeRows, nextFlowWrite, writeFlows } from './store/flow-writes.ts'

export { decideReported } from './flow-state.ts'
export { byState, stateOf } from './memory/codes.ts'
export type { EndpointView } from './memory/endpoint-view.ts'
export { HOUR_MS, type NewFlowRow } from './memory/flow-row.ts'
export { protocolText } from './memory/naming.ts'
export type { NamedPolicy, PolicySource, PublishedPolicy } from './published-policy.ts'
export { aggregateRows, type FlowAggregate } from './query/aggregate.ts'
export { type ConversationSums, sumConversations } from './query/conversation-sums.ts'
export { decidedByOf, hidesOneSide } from './query/decided-by.ts'
export { nodeLabel } from './query/node-label.ts'
export { extentOf, type Selection, totalsOf } from './query/selection.ts'
export { type Timeline, timelineOf } from './query/timeline.ts'
export { checkWindow, type FlowQuestion, questionOf } from './question.ts'
export { RecentResults } from './recent-results.ts'

/** For writing flows inside another feature's transaction: `next` first, and `refresh` of the read model after the commit. */
export const flowWriter = { next: nextFlowWrite, merge: mergeRows, write: writeFlows }
export type FlowWriter = typeof flowWriter

/** A selection with a name: what is computed from it alone may be remembered under `key`. */
export interface KeyedSelection extends Selection {
  readonly key: string
  readonly policy: NamedPolicy
  /** Older rows exist than memory holds. */
  readonly truncated: boolean
}

/**
 * Flows in memory, for every view of traffic. All answers come from the same rows under the same filter, so the map, the
 * lists and the sums cannot disagree.
 */
export interface FlowReadModel {
  /** The rows a filter lets through, as the actor may see them. Use it before the next await. */
  select(question: FlowQuestion, actor: Pick<Actor, 'scope'>): Promise<KeyedSelection>
  /** What `make` returns, remembered for this selection until flows, inventory or policy change. */
  remember<T>(selection: KeyedSelection, what: string, make: () => T): T
  /** Takes in what was written since. Call it after a transaction that wrote flows. */
  refresh(): Promise<void>
  /** Resolves when all stored flows are in memory. */
  ready(): Promise<void>
  policy(): Promise<NamedPolicy>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Told to other replicas after a write. */
export const FLOWS_CHANGED = 'flows.changed'
/** For messages that were lost. */
const POLL_MS = 2_000
const REMEMBERED_ROWS = 4_000_000
const REMEMBERED_ANSWERS = 256
const REMEMBERED_VIEWS = 32

export interface FlowReadModelPorts {
  readonly pool: pg.Pool
  /** Where flows are kept between two runs. */
  readonly file: string
  readonly bus: Bus
  readonly log: Pick<Log, 'error' | 'warn'>
  readonly inventory: InventoryReadModel
  readonly policies: PolicySource
}

/** What is remembered is nobody's to change; frozen, it is also written as JSON only once. */
const lasting = <T>(value: T): T => Object.freeze(value)

export const createFlowReadModel = (ports: FlowReadModelPorts): FlowReadModel => {
  const { pool, bus, log, file, inventory, policies } = ports
  const memory = new FlowMemory()
  const keeper = createFlowKeeper(pool, file)
  const views = new RecentResults<EndpointView>(REMEMBERED_VIEWS)
  const selections = new RecentResults<Int32Array>(REMEMBERED_ROWS, (rows) => rows.length + 1)
  const answers = new RecentResults<{ readonly value: unknown }>(REMEMBERED_ANSWERS)
  const policy = createNamedPolicy(policies, bus)
  let viewed: LoadedInventory | undefined
  let named: NamedPolicy | undefined
  let epoch = 0
  let seen = -1
  let timer: NodeJS.Timeout | undefined
  let subscription: Subscription | undefined
  let loading: Promise<void> | undefined
  let keeping: Promise<void> = Promise.resolve()

  const keep = async (): Promise<void> => {
    // It would be read again the next time: slower, nothing else.
    await keeper
      .save(memory, seen)
      .catch((error: unknown) => log.warn({ err: error }, 'could not keep flows'))
  }
  const follow = coalesce(async () => {
    const first = seen < 0
    if (first) seen = await keeper.load(memory)
    const kept = seen >= 0
    seen = (await followFlows(pool, memory, seen)).seen
    // What the file will hold is taken at once; nobody waits until it is written.
    if (first && !kept) keeping = keep()
  })
  const followQuietly = () => {
    follow.run().catch((error: unknown) => log.error({ err: error }, 'could not follow the flows'))
  }
  const ready = async (): Promise<void> => {
    loading ??= follow.run().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    await loading
  }
  /** Views and answers belong to one inventory and one policy set. */
  const settle = (now: LoadedInventory, published: NamedPolicy): void => {
    if (viewed === now && named === published) return
    viewed = now
    named = published
    epoch += 1
    views.clear()
    selections.clear()
    answers.clear()
  }

  return {
    select: async (question, actor) => {
      await ready()
      const [now, published] = [await inventory.current(), await policy.current()]
      settle(now, published)
      const scope = [...actor.scope].sort().join(',')
      const view = views.get(
        scope,
        () => new EndpointView(memory.endpoints, now, visibleWorkloads(now, actor)),
      )
      view.sync()
      const key = `${epoch} ${memory.version} ${scope} ${JSON.stringify(question, Object.keys(question).sort())}`
      const context = { memory, view, naming: published.naming, resolution: () => published.resolution(now) }
      const rows = selections.get(key, () => scan(memory, compileFilter(question, context)))
      return {
        memory,
        view,
        naming: published.naming,
        rows,
        key,
        policy: published,
        truncated: memory.truncated,
      }
    },
    remember: <T>(selection: KeyedSelection, what: string, make: () => T): T => {
      const kept = answers.get(`${selection.key} ${what}`, () => ({ value: lasting(make()) }))
      // The key names the computation, and each name has one type.
      return kept.value as T
    },
    refresh: () => follow.run(),
    ready,
    policy: policy.current,
    start: async () => {
      policy.start()
      subscription = bus.subscribe(FLOWS_CHANGED, followQuietly)
      timer = setInterval(followQuietly, POLL_MS)
      timer.unref()
      ready().catch((error: unknown) => log.error({ err: error }, 'could not load the flows'))
    },
    stop: async () => {
      clearInterval(timer)
      subscription?.close()
      policy.stop()
      await follow.idle()
      await keeping
      if (seen >= 0) await keep()
    },
  }
}
