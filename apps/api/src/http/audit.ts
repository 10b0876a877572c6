import type { JsonInput, Tx } from '../platform/db.ts'
import { Prisma } from '../platform/prisma/generated/client.ts'
import type { Actor } from './actor.ts'

export interface AuditEntry {
  /** `object.verb`, such as `policy.created`. */
  readonly action: string
  readonly object?: { readonly kind: string; readonly id: string | null; readonly name: string | null }
  readonly before?: unknown
  readonly after?: unknown
  /** `success` unless said otherwise. */
  readonly outcome?: 'success' | 'denied' | 'failed'
}

export interface Audit {
  /**
   * Writes one event inside `tx`, so that it commits or vanishes with the change it tells of. So does the mark on the
   * request's Idempotency-Key that a repeat after a crash is refused by.
   */
  record(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void>
}

const secretNames = new Set([
  'password',
  'newpassword',
  'currentpassword',
  'secret',
  'token',
  'recoverycodes',
])

/** JSON form without secrets: `undefined` fields vanish, dates become text, big integers become text. */
const recordable = (value: unknown): JsonInput | typeof Prisma.DbNull => {
  if (value === undefined || value === null) return Prisma.DbNull
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (secretNames.has(key.toLowerCase())) return '[redacted]'
    return typeof inner === 'bigint' ? inner.toString() : inner
  })
  return JSON.parse(text)
}

export const createAudit = (): Audit => ({
  record: async (tx, actor, { action, object, before, after, outcome = 'success' }) => {
    await tx.auditEvent.create({
      data: {
        actorId: actor.id,
        actorName: actor.name,
        actorKind: actor.kind,
        action,
        outcome,
        objectKind: object?.kind ?? null,
        objectId: object?.id ?? null,
        objectName: object?.name ?? null,
        before: recordable(before),
        after: recordable(after),
        requestId: actor.requestId,
        address: actor.address,
      },
    })
    if (actor.idempotencyKey === undefined || outcome !== 'success') return
    await tx.idempotencyKey.updateMany({
      where: { actorId: actor.id ?? '', key: actor.idempotencyKey },
      data: { done: [action, object?.name].filter(Boolean).join(' ') },
    })
  },
})
