import { AppError, type createUser, type Parsed, type User, type updateUser } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Audit } from '../../http/audit.ts'
import { checkIfMatch, type IfMatch } from '../../http/if-match.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Credentials } from '../auth/credentials.read-model.ts'
import { toUser, type UsersReadModel } from './users.read-model.ts'

type Draft = Parsed<typeof createUser>['body']
type Change = Parsed<typeof updateUser>['body']

export interface UserService {
  create(draft: Draft, actor: Actor): Promise<User>
  update(userId: string, change: Change, actor: Actor, ifMatch: IfMatch): Promise<User>
}

const objectOf = (user: User) => ({ kind: 'user', id: user.id, name: user.email })

const isActiveAdministrator = (user: { role: string; disabled: boolean }): boolean =>
  user.role === 'administrator' && !user.disabled

export const createUserService = (ports: {
  db: Db
  audit: Audit
  ids: Ids
  readModel: UsersReadModel
  credentials: Credentials
}): UserService => {
  const { db, audit, ids, readModel, credentials } = ports

  /** Somebody must stay who can manage users. The lock keeps two administrators from removing each other at once. */
  const keepAnAdministrator = async (tx: Tx, userId: string) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "User" WHERE "role" = 'administrator' AND NOT "disabled" ORDER BY "id" FOR UPDATE`
    if (rows.every(({ id }) => id === userId))
      throw new AppError('last_administrator', {
        detail: 'this is the last administrator who can sign in; make another one first',
      })
  }

  return {
    create: async ({ email, name, role, scope, password }, actor) => {
      const address = email.toLowerCase()
      const hash = await credentials.hashNew(password, { email: address, name })
      return db.$transaction(async (tx) => {
        if (await tx.user.findUnique({ where: { email: address } }))
          throw new AppError('name_taken', {
            detail: `there is a user with the address ${address} already`,
            errors: [{ field: 'body.email', message: 'is taken', received: address }],
          })
        const data = {
          id: ids.uuid(),
          email: address,
          name,
          role,
          scope: [...new Set(scope)],
          mustChangePassword: true,
        }
        const user = toUser(await tx.user.create({ data }))
        await credentials.create(tx, user.id, hash)
        await audit.record(tx, actor, { action: 'user.created', object: objectOf(user), after: user })
        return user
      })
    },

    update: async (userId, { password, ...change }, actor, ifMatch) => {
      const hash =
        password === undefined ? null : await credentials.hashNew(password, await readModel.get(userId))
      const { before, after } = await db.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${userId} FOR UPDATE`
        const before = await readModel.get(userId, tx)
        checkIfMatch(ifMatch, before)
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
        const changed = { ...before, ...given }
        if (isActiveAdministrator(before) && !isActiveAdministrator(changed))
          await keepAnAdministrator(tx, userId)
        const renewed = hash === null ? {} : { mustChangePassword: userId !== actor.id }
        const row = await tx.user.update({
          where: { id: userId },
          data: { ...given, ...renewed, version: { increment: 1 } },
        })
        if (hash !== null) await credentials.replace(tx, userId, hash)
        if (changed.disabled && !before.disabled) await credentials.revokeAll(tx, userId)
        const after = toUser(row)
        const note = hash === null ? {} : { passwordReset: true }
        await audit.record(tx, actor, {
          action: 'user.updated',
          object: objectOf(after),
          before,
          after: { ...after, ...note },
        })
        return { before, after }
      })
      // What an open stream may show was settled when it was opened.
      const sees = ({ role, scope, disabled }: User) => JSON.stringify([role, scope, disabled])
      if (hash !== null || sees(before) !== sees(after)) credentials.endStreams(userId)
      return after
    },
  }
}
