import {
  type FlowgateDocument,
  type PolicySet,
  type Resolution,
  withWellKnownServices,
} from '@flowgate/engine'
import { type Bus, type LiveEvent, type Subscription, subjects } from '@flowgate/shared'
import { coalesce } from '../../platform/coalesce.ts'
import type { LoadedInventory } from '../inventory/inventory.read-model.ts'
import { type Naming, namingOf } from './memory/naming.ts'

/** The policy set that is published, as flows need it. */
export interface PublishedPolicy {
  readonly revision: number
  /** Milliseconds since the epoch; null before the first publish. */
  readonly publishedAt: number | null
  readonly set: PolicySet
  readonly resolution: (inventory: LoadedInventory) => Resolution
  /** Set and inventory as the engine evaluates them. */
  readonly document: (inventory: LoadedInventory) => FlowgateDocument
}
export interface PolicySource {
  published(): Promise<PublishedPolicy>
}

export interface NamedPolicy extends PublishedPolicy {
  readonly naming: Naming
}

/** After a publish of another replica whose message was lost, names are so old at most. */
const TRUST_MS = 5_000

/** Remembers the published set with its names until a publish is told of. */
export const createNamedPolicy = (source: PolicySource, bus: Bus) => {
  let known: NamedPolicy | undefined
  let askedAt = 0
  let subscription: Subscription | undefined
  const ask = coalesce(async (): Promise<NamedPolicy> => {
    const published = await source.published()
    askedAt = performance.now()
    if (known === undefined || known.set !== published.set) {
      const services = withWellKnownServices(published.set.services)
      known = { ...published, naming: namingOf({ ...published.set, services }) }
    }
    return known
  })
  return {
    current: async (): Promise<NamedPolicy> =>
      known !== undefined && performance.now() - askedAt < TRUST_MS ? known : ask.run(),
    start: () => {
      subscription = bus.subscribe(subjects.live, (payload) => {
        if ((payload as Partial<LiveEvent> | null)?.type === 'revision.published') askedAt = 0
      })
    },
    stop: () => subscription?.close(),
  }
}
