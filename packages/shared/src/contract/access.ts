import { z } from 'zod'
import { PERMISSIONS } from '../access/permissions.ts'
import { role } from '../access/roles.ts'
import { displayName, instant, objectId } from '../primitives/ids.ts'
import { page, pageQuery } from '../primitives/paging.ts'
import { email, newPassword } from './auth.ts'
import { operation } from './operation.ts'

const scope = z.array(z.string().regex(/^[^:\s]*:[^:]+$/, 'write tags as scope:value')).max(50)
export const user = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role,
    scope: z.array(z.string()),
    disabled: z.boolean(),
    secondFactor: z.boolean(),
    createdAt: instant,
    lastSignInAt: instant.nullable(),
    etag: z.string(),
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof user>
const params = z.object({ userId: objectId })

export const listUsers = operation({
  id: 'access.listUsers',
  method: 'get',
  path: '/users',
  summary: 'Users and their roles',
  permission: 'user:read',
  query: pageQuery,
  response: page(user),
})
export const getUser = operation({
  id: 'access.getUser',
  method: 'get',
  path: '/users/:userId',
  summary: 'One user',
  permission: 'user:read',
  params,
  response: user,
})
export const createUser = operation({
  id: 'access.createUser',
  method: 'post',
  path: '/users',
  summary: 'Create a user with a first password, to be changed at the first sign-in',
  permission: 'user:write',
  body: z
    .object({ email, name: displayName, role, scope: scope.default([]), password: newPassword })
    .strict(),
  response: user,
  status: 201,
  errors: ['name_taken', 'weak_password'],
})
export const updateUser = operation({
  id: 'access.updateUser',
  method: 'patch',
  path: '/users/:userId',
  summary: 'Change name, role, scope, or disable sign-in (ends the user’s sessions and tokens)',
  permission: 'user:write',
  params,
  body: z
    .object({ name: displayName, role, scope, disabled: z.boolean(), password: newPassword })
    .partial()
    .strict(),
  response: user,
  ifMatch: 'required',
  errors: ['last_administrator', 'weak_password'],
})
export const listRoles = operation({
  id: 'access.listRoles',
  method: 'get',
  path: '/roles',
  summary: 'Roles and their permissions',
  permission: 'signed-in',
  response: z.object({
    items: z.array(
      z.object({
        role,
        label: z.string(),
        permissions: z.array(z.enum(PERMISSIONS)),
        users: z.number().int().nullable(),
      }),
    ),
  }),
})
