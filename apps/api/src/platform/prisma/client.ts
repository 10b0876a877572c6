import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { PrismaClient } from './generated/client.ts'

export type Prisma = PrismaClient

/** Each prepared statement takes memory in every connection; lists of varying length make many. */
const maxPrepared = 500

/** Names statements by their text, so that a connection parses and plans each only once. */
const statementNames = () => {
  const names = new Map<string, string>()
  return ({ sql }: { sql: string }): string => {
    const known = names.get(sql)
    if (known !== undefined) return known
    if (names.size >= maxPrepared) return ''
    const name = `fg_${createHash('sha256').update(sql).digest('base64url').slice(0, 24)}`
    names.set(sql, name)
    return name
  }
}

/**
 * The client's own limit of five seconds ends what a busy machine is still doing well; this one only ends what hangs. Work that
 * may take longer says so.
 */
const transactionOptions = { timeout: 60_000, maxWait: 30_000 }

/** The typed client over an open pool. The pool stays the caller's to end. */
export const createPrisma = (pool: pg.Pool): Prisma =>
  new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
    transactionOptions,
  })
