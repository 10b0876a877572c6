import type { ObjectChange } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Tx } from '../../platform/db.ts'
import type { LoadedInventory } from '../inventory/inventory.read-model.ts'
import type { PolicyContent } from './content.read-model.ts'
import type { Head } from './store.read-model.ts'

export interface PublishRequest {
  readonly actor: Actor
  readonly note: string
  readonly head: Head
  /** Content of `head`. */
  readonly before: PolicyContent
  readonly after: PolicyContent
  /** What `after` is checked against. */
  readonly inventory: LoadedInventory
  /** Said by the caller; otherwise found by the content's hash. */
  readonly rollbackOf?: number
}

export interface Published {
  readonly revision: number
  readonly hash: string
  readonly hosts: number
  readonly changes: ObjectChange[]
  readonly content: PolicyContent
}

/** The one way a revision comes to be. */
export interface Publishing {
  /** Publishers take turns: call it first in the transaction, before anything is read. */
  lock(tx: Tx): Promise<void>
  /**
   * Writes the next revision, with its audit event. Nothing is sent yet.
   * @throws AppError `nothing_to_publish`, `policy_invalid`
   */
  write(tx: Tx, request: PublishRequest): Promise<Published>
  /** After the commit: tells the hosts and the consoles. */
  announce(published: Published, actor: Actor): Promise<void>
}
