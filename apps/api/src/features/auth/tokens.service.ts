import {
  type ApiToken,
  AppError,
  type createToken,
  type Page,
  type PageQuery,
  type Parsed,
  PERMISSIONS,
  type Permission,
  ROLE_PERMISSIONS,
} from '@flowgate/shared'
import type pg from 'pg'
import type { Actor } from '../../http/actor.ts'
import type { Audit } from '../../http/audit.ts'
import type { Authenticated } from '../../http/authenticator.ts'
import { pageInMemory } from '../../http/paging.ts'
import { batchByKey } from '../../platform/batch.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { LiveEvents } from '../../platform/events/live-events.ts'
import { sha256 } from '../../platform/hash.ts'
import type { Ids } from '../../platform/ids.ts'
import type { ApiToken as TokenRow, User } from '../../platform/prisma/generated/client.ts'
import { roleOf } from './roles.read-model.ts'

/** Recognisable, so that secret scanners find one that was committed by accident. */
const PREFIX = 'fgt_'
const usedEveryMs = 60_000
const mostPerUser = 200

const known = (texts: readonly string[]): Permission[] =>
  PERMISSIONS.filter((permission) => texts.includes(permission))

const toToken = (row: TokenRow): ApiToken => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  permissions: known(row.permissions),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
})

/** Whose token it is. */
export type TokenOwner = Pick<
  User,
  'id' | 'name' | 'email' | 'role' | 'scope' | 'disabled' | 'mustChangePassword' | 'twoFactorEnabled'
>

interface KnownToken
  extends TokenOwner,
    Pick<TokenRow, 'hash' | 'permissions' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'> {
  readonly tokenId: string
}

export interface TokenService {
  list(query: PageQuery, actor: Actor): Promise<Page<ApiToken>>
  create(body: Parsed<typeof createToken>['body'], actor: Actor): Promise<{ token: ApiToken; secret: string }>
  revoke(tokenId: string, actor: Actor): Promise<void>
  /** Every token of a user, when sign-in is disabled. */
  revokeAll(tx: Tx, userId: string): Promise<void>
  /** @throws AppError `unauthenticated`, `account_disabled` */
  authenticate(secret: string): Promise<{ authenticated: Authenticated; user: TokenOwner }>
}

export const createTokenService = (ports: {
  db: Db
  pool: pg.Pool
  audit: Audit
  clock: Clock
  ids: Ids
  live: LiveEvents
}): TokenService => {
  const { db, audit, clock, ids } = ports
  const now = () => new Date(clock.now())

  // Asked at every request: past Prisma, which takes as long as all the rest of a small one.
  const tokenOf = batchByKey(async (hashes) => {
    const { rows } = await ports.pool.query<KnownToken>({
      name: 'tokens-and-users',
      text: `SELECT t."id" AS "tokenId", t."hash", t."permissions", t."expiresAt", t."revokedAt", t."lastUsedAt", u."id", u."name",
               u."email", u."role", COALESCE(u."scope", ARRAY[]::text[]) AS "scope", u."disabled",
               u."mustChangePassword", u."twoFactorEnabled"
             FROM "ApiToken" t JOIN "User" u ON u."id" = t."userId" WHERE t."hash" = ANY($1::text[])`,
      values: [hashes],
    })
    return new Map(rows.map((row) => [row.hash, row]))
  })

  return {
    list: async (query, actor) => {
      const rows = await db.apiToken.findMany({ where: { userId: actor.id ?? '' } })
      return pageInMemory(rows.map(toToken), query, {
        id: (token) => token.id,
        sorts: {
          name: (token) => token.name.toLowerCase(),
          createdAt: (token) => token.createdAt,
          expiresAt: (token) => token.expiresAt,
          lastUsedAt: (token) => token.lastUsedAt,
        },
        otherwise: '-createdAt',
        texts: (token) => [token.name, token.prefix, ...token.permissions],
      })
    },

    create: async ({ name, permissions, expiresInDays }, actor) => {
      const missing = permissions.filter((permission) => !actor.permissions.has(permission))
      if (missing.length > 0 || actor.id === null)
        throw new AppError('forbidden', {
          detail: `a token cannot do more than its maker, who lacks ${missing.join(', ')}`,
          context: { missing },
        })
      const userId = actor.id
      const secret = `${PREFIX}${ids.secret(32)}`
      const row = await db.$transaction(async (tx) => {
        if (
          (await tx.apiToken.count({ where: { userId, revokedAt: null, expiresAt: { gt: now() } } })) >=
          mostPerUser
        )
          throw new AppError('conflict', {
            detail: `nobody may have more than ${mostPerUser} tokens; revoke one first`,
          })
        // Made with a token, it ends with that token at the latest: else a leaked one would renew itself for ever.
        const maker =
          actor.kind === 'token'
            ? await tx.apiToken.findUniqueOrThrow({ where: { id: actor.credentialId ?? '' } })
            : null
        const wanted = clock.now() + expiresInDays * 86_400_000
        const created = await tx.apiToken.create({
          data: {
            id: ids.uuid(),
            userId,
            name,
            prefix: secret.slice(0, 10),
            hash: sha256(secret),
            permissions: [...new Set(permissions)],
            createdAt: now(),
            expiresAt: new Date(Math.min(wanted, maker?.expiresAt.getTime() ?? wanted)),
          },
        })
        const object = { kind: 'token', id: created.id, name }
        await audit.record(tx, actor, { action: 'token.created', object, after: toToken(created) })
        return created
      })
      return { token: toToken(row), secret }
    },

    revoke: async (tokenId, actor) => {
      await db.$transaction(async (tx) => {
        const row = await tx.apiToken.findFirst({ where: { id: tokenId, userId: actor.id ?? '' } })
        if (!row) throw new AppError('not_found', { detail: 'you have no such token' })
        if (actor.kind === 'token' && tokenId !== actor.credentialId && !actor.permissions.has('token:write'))
          throw new AppError('forbidden', {
            detail: 'a token may revoke itself; others only with `token:write`',
            context: { missing: ['token:write'] },
          })
        if (row.revokedAt !== null) return
        const after = await tx.apiToken.update({ where: { id: row.id }, data: { revokedAt: now() } })
        const object = { kind: 'token', id: row.id, name: row.name }
        await audit.record(tx, actor, {
          action: 'token.revoked',
          object,
          before: toToken(row),
          after: toToken(after),
        })
      })
      if (actor.id !== null) ports.live.endStreams({ userId: actor.id, credentialId: tokenId })
    },

    revokeAll: async (tx, userId) => {
      await tx.apiToken.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now() } })
    },

    authenticate: async (secret) => {
      const row = await tokenOf(sha256(secret))
      if (!row) throw new AppError('unauthenticated', { detail: 'this API token is not known' })
      if (row.revokedAt !== null)
        throw new AppError('unauthenticated', { detail: 'this API token was revoked' })
      if (row.expiresAt.getTime() <= clock.now())
        throw new AppError('unauthenticated', { detail: 'this API token has expired' })
      if (row.disabled) throw new AppError('account_disabled', { detail: 'this account is disabled' })
      if (clock.now() - (row.lastUsedAt?.getTime() ?? 0) > usedEveryMs)
        await db.apiToken.updateMany({ where: { id: row.tokenId }, data: { lastUsedAt: now() } })
      const role = roleOf(row.role)
      const held = new Set<Permission>(ROLE_PERMISSIONS[role])
      return {
        user: row,
        authenticated: {
          actor: {
            id: row.id,
            name: row.name,
            kind: 'token',
            role,
            // A role that has shrunk since shrinks its tokens too.
            permissions: new Set(known(row.permissions).filter((permission) => held.has(permission))),
            scope: row.scope,
            credentialId: row.tokenId,
          },
          via: 'bearer',
          mustChangePassword: row.mustChangePassword,
          expiresAt: row.expiresAt,
        },
      }
    },
  }
}
