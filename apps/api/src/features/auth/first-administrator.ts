import { systemActor } from '../../http/actor.ts'
import type { Audit } from '../../http/audit.ts'
import type { Db } from '../../platform/db.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Passwords } from './passwords.ts'

export const FIRST_ADMINISTRATOR = 'admin@flowgate.local'

/**
 * Makes the first administrator in an installation without users.
 * @returns the password to tell whoever started the Manager, once: null when it was given, or when there are users already
 */
export const ensureFirstAdministrator = async (
  ports: { db: Db; audit: Audit; ids: Ids; passwords: Passwords },
  given: string | undefined,
): Promise<string | null> => {
  const { db, audit, ids } = ports
  if ((await db.user.count()) > 0) return null
  const password = given ?? ids.secret(15)
  const hash = await ports.passwords.hash(password)
  const made = await db.$transaction(async (tx) => {
    // Two replicas may start on an empty database at once: the second waits, and then sees the first one's.
    await tx.$executeRaw`LOCK TABLE "User" IN SHARE ROW EXCLUSIVE MODE`
    if ((await tx.user.count()) > 0) return false
    const id = ids.uuid()
    const user = { id, name: 'Administrator', email: FIRST_ADMINISTRATOR, role: 'administrator', scope: [] }
    await tx.user.create({
      data: {
        ...user,
        accounts: { create: { id: ids.uuid(), accountId: id, providerId: 'credential', password: hash } },
      },
    })
    const object = { kind: 'user', id, name: user.name }
    await audit.record(tx, systemActor(), { action: 'user.created', object, after: user })
    return true
  })
  return made && given === undefined ? password : null
}
