import { AppError, type User } from '@flowgate/shared'
import { coalesce } from '../../platform/coalesce.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { User as Row } from '../../platform/prisma/generated/client.ts'
import { roleOf } from '../auth/roles.read-model.ts'

export const toUser = (row: Row): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: roleOf(row.role),
  scope: row.scope,
  disabled: row.disabled,
  secondFactor: row.twoFactorEnabled,
  createdAt: row.createdAt.toISOString(),
  lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
  etag: `v${row.version}`,
})

export interface UsersReadModel {
  all(): Promise<readonly User[]>
  /** @throws AppError `not_found` */
  get(id: string, tx?: Tx): Promise<User>
}

export const createUsersReadModel = (db: Db): UsersReadModel => ({
  // One query at a time for all who ask meanwhile: every search does.
  all: coalesce(async () => (await db.user.findMany()).map(toUser)).run,
  get: async (id, tx = db) => {
    const row = await tx.user.findUnique({ where: { id } })
    if (!row) throw new AppError('not_found', { detail: `there is no user \`${id}\`` })
    return toUser(row)
  },
})
