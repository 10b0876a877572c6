import type { Snapshot, Span } from '@flowgate/engine'
import type { WantedState } from '@flowgate/shared'
import type { LoadedInventory } from '../inventory/inventory.read-model.ts'
import type { PolicyContent } from './content.read-model.ts'

/** A host's span as `encodeSpan` makes it, with what it is a span of. */
export interface HostSpan {
  readonly wanted: WantedState
  readonly span: Uint8Array
}

/** What the fleet is fed from. */
export interface SpanSource {
  /** What every host should enforce now, derived from the database. */
  wanted(): Promise<WantedState>
  /** The newest span of a host. */
  span(hostId: string): Promise<HostSpan>
  /** The same for a state that another thread has found to be wanted. */
  spanAt(hostId: string, wanted: WantedState): Promise<HostSpan>
  /** A host's span of any policy set, for questions about drafts and older revisions. @throws AppError `policy_invalid` */
  spanOf(content: PolicyContent, hostId: string, revision: number | null): Promise<Span>
  snapshotOf(content: PolicyContent, inventory: LoadedInventory): Snapshot
  /** Looks what is wanted now and tells the hosts if that is news. */
  announce(): Promise<void>
}
