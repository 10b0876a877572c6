import { AppError } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { checkIfMatch, type IfMatch } from '../../http/if-match.ts'
import type { LoadedInventory } from '../inventory/inventory.read-model.ts'
import type { PolicyContent } from './content.read-model.ts'
import { etagOf, nameOf, type ObjectKind, type ObjectOf, type Write } from './objects.read-model.ts'
import type { Visibility } from './visibility.read-model.ts'

/** What an edit starts from: the draft as it is, locked until the edit is through. */
export interface EditContext {
  readonly content: PolicyContent
  readonly base: PolicyContent
  readonly inventory: LoadedInventory
  /** Of the actor; null = sees everything. */
  readonly visibility: Visibility | null
}

export interface Edit {
  readonly writes: readonly Write[]
  /** The object that the audit event is about. */
  readonly subject: { readonly kind: ObjectKind; readonly id: string }
  /** For the undo stack: `create group web`. */
  readonly label: string
  /** Where in the request an object came from, by `objectKey`; `body` where not given. */
  readonly fields?: ReadonlyMap<string, string>
}

export interface EditRequest {
  /** `mine` starts a draft where there is none. */
  readonly draftId: string
  readonly actor: Actor
  /** For the audit log: `group.created`. */
  readonly action: string
  readonly make: (context: EditContext) => Edit
}

export interface EditResult extends EditContext {
  readonly draftId: string
  readonly ownerId: string
  readonly version: number
  readonly subject: { readonly kind: ObjectKind; readonly id: string }
}

/** The one way to change a draft. Everything that edits goes through it: lock, check, store, undo stack, audit. */
export interface DraftEditing {
  edit(request: EditRequest): Promise<EditResult>
}

/**
 * The object to edit, if it is there, may be seen and has not changed since.
 * @throws AppError `not_found`, `precondition_failed`, `forbidden`
 */
export const editable = <K extends ObjectKind>(
  { content, visibility }: Pick<EditContext, 'content' | 'visibility'>,
  kind: K,
  id: string,
  ifMatch: IfMatch = null,
): ObjectOf<K> => {
  const object = content.get(kind, id)
  const any = content.find(kind, id)
  if (object === undefined || any === undefined || visibility?.object(any) === false) throw missing(kind, id)
  if (visibility !== null && !visibility.whole(any)) {
    throw new AppError('forbidden', {
      detail: `the ${kind} \`${nameOf(any)}\` also concerns workloads outside your scope`,
      context: { reason: 'scope' },
    })
  }
  const current = { ...object.body, policyId: object.policyId, etag: etagOf(object) }
  checkIfMatch(ifMatch, current)
  return object
}

export const missing = (kind: ObjectKind, id: string): AppError =>
  new AppError('not_found', { detail: `there is no ${kind.replace('-', ' ')} \`${id}\`` })

/** Fields that a patch sets; what it leaves out stays. */
export const patched = <B extends object>(
  body: B,
  patch: { readonly [F in keyof B]?: B[F] | undefined },
): B => {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined)
  return { ...body, ...Object.fromEntries(given) }
}
