import { AppError } from '@flowgate/shared'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { Prisma } from '../platform/prisma/generated/client.ts'

const keepMs = 24 * 60 * 60_000
/** A request that is older and still has no answer was cut off by a crash: if it changed nothing, its key is free again. */
const abandonedMs = 120_000
/** Larger answers are not kept; the key is then free again. */
const largestKept = 4 * 1024 * 1024

const saneKey = /^[\x21-\x7e]{1,200}$/

export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text; null without a body. */
  readonly body: string | null
}

export interface Attempt {
  readonly key: string
  /** Set when the same request was answered before: answer the same again. */
  readonly replay: KeptAnswer | null
  keep(answer: KeptAnswer): Promise<void>
  /** After a fault that a repeat may not meet again; the key of what changed something stays taken. */
  forget(): Promise<void>
}

export interface Idempotency {
  /**
   * Takes the key for this request, or finds what it answered before.
   * @param request hash of operation, parameters and body
   * @throws AppError `idempotency_mismatch`, `idempotency_in_progress`, `idempotency_answer_lost`, `invalid_input`
   */
  begin(actorId: string, key: string, request: string): Promise<Attempt>
  /**
   * Removes old keys.
   * @param options.abandoned this process is the only one and has just started: nobody works any more on the requests
   *   that have no answer. The keys of those that changed nothing are free again; the others stay taken.
   */
  sweep(options: { abandoned: boolean }): Promise<void>
}

const textOf = (headers: unknown): Record<string, string> =>
  typeof headers === 'object' && headers !== null
    ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    : {}

export const createIdempotency = (db: Db, clock: Clock): Idempotency => {
  /** Requests that began before have nobody working on them, in milliseconds since 1970. */
  let abandonedBefore = 0
  const isAbandoned = (begun: Date) => begun.getTime() < Math.max(abandonedBefore, clock.now() - abandonedMs)

  /** One statement, so that of two simultaneous requests exactly one gets the key. */
  const take = async (actorId: string, key: string, request: string): Promise<boolean> => {
    const now = new Date(clock.now())
    const rows = await db.$executeRaw`
      INSERT INTO "IdempotencyKey" ("actorId", "key", "request", "createdAt")
      VALUES (${actorId}, ${key}, ${request}, ${now})
      ON CONFLICT ("actorId", "key") DO UPDATE
        SET "request" = EXCLUDED."request", "createdAt" = EXCLUDED."createdAt",
            "status" = NULL, "headers" = NULL, "body" = NULL, "done" = NULL
        WHERE "IdempotencyKey"."createdAt" < ${new Date(clock.now() - keepMs)}
           OR ("IdempotencyKey"."status" IS NULL AND "IdempotencyKey"."done" IS NULL
               AND "IdempotencyKey"."request" = EXCLUDED."request"
               AND "IdempotencyKey"."createdAt" < ${new Date(clock.now() - abandonedMs)})`
    return rows === 1
  }

  const found = async (actorId: string, key: string, request: string): Promise<KeptAnswer | null> => {
    const row = await db.idempotencyKey.findUnique({ where: { actorId_key: { actorId, key } } })
    if (!row) return null
    if (row.request !== request)
      throw new AppError('idempotency_mismatch', {
        detail: 'this Idempotency-Key was used for another request; use a new key for each new request',
      })
    if (row.status === null && row.done !== null && isAbandoned(row.createdAt))
      throw new AppError('idempotency_answer_lost', {
        detail: `the first request with this Idempotency-Key was carried out (${row.done}), but its answer was lost when the Manager stopped; read the object to see what became of it`,
      })
    if (row.status === null)
      throw new AppError('idempotency_in_progress', {
        detail: 'the first request with this Idempotency-Key is still being worked on',
        context: { retryAfterSeconds: 1 },
      })
    const body = row.body === null ? null : JSON.stringify(row.body)
    return { status: row.status, headers: textOf(row.headers), body }
  }

  return {
    begin: async (actorId, key, request) => {
      if (!saneKey.test(key))
        throw new AppError('invalid_input', {
          detail: 'the header Idempotency-Key is not valid',
          errors: [
            {
              field: 'headers.idempotency-key',
              message: 'must have 1 to 200 visible ASCII characters',
              help: 'use a new UUID for each request',
            },
          ],
        })
      const where = { actorId_key: { actorId, key } }
      const forget = async () => {
        await db.idempotencyKey.deleteMany({ where: { actorId, key, done: null } })
      }
      if (!(await take(actorId, key, request))) {
        const replay = await found(actorId, key, request)
        // Null: its owner gave the key up between the two looks. Whoever comes next takes it.
        if (replay === null)
          throw new AppError('idempotency_in_progress', {
            detail: 'try again',
            context: { retryAfterSeconds: 1 },
          })
        return { key, replay, keep: async () => {}, forget: async () => {} }
      }
      return {
        key,
        replay: null,
        forget,
        keep: async ({ status, headers, body }) => {
          if (body !== null && body.length > largestKept) return forget()
          await db.idempotencyKey.update({
            where,
            data: { status, headers: { ...headers }, body: body === null ? Prisma.DbNull : JSON.parse(body) },
          })
        },
      }
    },
    sweep: async ({ abandoned }) => {
      const old = { createdAt: { lt: new Date(clock.now() - keepMs) } }
      if (abandoned) abandonedBefore = clock.now()
      const free = { status: null, done: null }
      await db.idempotencyKey.deleteMany({ where: abandoned ? { OR: [old, free] } : old })
    },
  }
}
