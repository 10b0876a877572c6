import { ROLE_LABEL } from '@flowgate/shared'
import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import { matchesWords } from '../../http/paging.ts'
import type { Credentials } from '../auth/credentials.read-model.ts'
import { accessRoutes } from './access.routes.ts'
import { createUsersReadModel } from './users.read-model.ts'
import { createUserService } from './users.service.ts'

export const createAccessFeature = (base: Base, credentials: Credentials): Feature => {
  const { db, audit, ids } = base
  const readModel = createUsersReadModel(db)
  const users = createUserService({ db, audit, ids, readModel, credentials })
  return {
    routes: accessRoutes({ readModel, users }),
    search: {
      find: async ({ q, actor, limit }) => {
        if (!actor.permissions.has('user:read')) return []
        const found = (await readModel.all()).filter(({ name, email }) => matchesWords(q, [name, email]))
        return found.slice(0, limit).map(({ id, name, email, role }) => {
          const detail = `${email}, ${ROLE_LABEL[role]}`
          return { kind: 'user', id, name, detail, policyId: null }
        })
      },
    },
  }
}
