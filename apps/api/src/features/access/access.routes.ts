import {
  createUser,
  getUser,
  listRoles,
  listUsers,
  ROLE_LABEL,
  ROLE_PERMISSIONS,
  ROLES,
  type User,
  updateUser,
} from '@flowgate/shared'
import { type ListShape, pageInMemory } from '../../http/paging.ts'
import { type Route, route } from '../../http/route.ts'
import type { UsersReadModel } from './users.read-model.ts'
import type { UserService } from './users.service.ts'

const userList: ListShape<User, 'name' | 'email' | 'role' | 'createdAt' | 'lastSignInAt'> = {
  id: (user) => user.id,
  sorts: {
    name: (user) => user.name.toLowerCase(),
    email: (user) => user.email,
    role: (user) => ROLES.indexOf(user.role),
    createdAt: (user) => user.createdAt,
    lastSignInAt: (user) => user.lastSignInAt,
  },
  otherwise: 'name',
  texts: (user) => [user.name, user.email, ROLE_LABEL[user.role], ...user.scope],
}

export const accessRoutes = (ports: { readModel: UsersReadModel; users: UserService }): readonly Route[] => {
  const { readModel, users } = ports
  return [
    route(listUsers, async ({ query }) => pageInMemory(await readModel.all(), query, userList)),
    route(getUser, ({ params }) => readModel.get(params.userId)),
    route(createUser, ({ body, actor }) => users.create(body, actor)),
    route(updateUser, ({ params, body, actor, ifMatch }) =>
      users.update(params.userId, body, actor, ifMatch),
    ),
    route(listRoles, async ({ actor }) => {
      const all = actor.permissions.has('user:read') ? await readModel.all() : null
      const items = ROLES.map((role) => ({
        role,
        label: ROLE_LABEL[role],
        permissions: [...ROLE_PERMISSIONS[role]],
        users: all === null ? null : all.filter((user) => user.role === role).length,
      }))
      return { items }
    }),
  ]
}
