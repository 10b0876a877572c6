import { z } from 'zod'
import { PERMISSIONS } from '../access/permissions.ts'
import { role } from '../access/roles.ts'
import { displayName, instant, objectId } from '../primitives/ids.ts'
import { page, pageQuery } from '../primitives/paging.ts'
import { operation } from './operation.ts'

export const email = z.email('must be an e-mail address').max(254)
/** Bounded, because a hash is computed over it. */
const password = z.string().min(1).max(256)
export const newPassword = z
  .string()
  .min(12, 'must have at least 12 characters')
  .max(256, 'must have at most 256 characters')

export const session = z
  .object({
    user: z.object({
      id: z.string(),
      email: z.string(),
      name: z.string(),
      role,
      /** Tags (`app:shop`) that bound what the user sees; empty = everything. */
      scope: z.array(z.string()),
      secondFactor: z.boolean(),
      mustChangePassword: z.boolean(),
    }),
    permissions: z.array(z.enum(PERMISSIONS)),
    /** How this request signed in. */
    kind: z.enum(['session', 'token']),
    expiresAt: instant.nullable(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>

const signInBody = z.object({ email, password }).strict()
export const getSession = operation({
  id: 'auth.session',
  method: 'get',
  path: '/auth/session',
  summary: 'Who is signed in, and what they may do',
  permission: 'signed-in',
  response: session,
})
export const signIn = operation({
  id: 'auth.signIn',
  method: 'post',
  path: '/auth/sign-in',
  summary: 'Sign in with e-mail and password; sets the session cookie',
  permission: 'public',
  body: signInBody,
  response: z.union([session, z.object({ secondFactorRequired: z.literal(true) })]),
  errors: ['invalid_credentials', 'account_disabled', 'rate_limited'],
})
export const verifySecondFactor = operation({
  id: 'auth.verifySecondFactor',
  method: 'post',
  path: '/auth/second-factor/verify',
  summary: 'Finish a sign-in with a one-time code or a recovery code',
  permission: 'public',
  body: z.object({ code: z.string().trim().min(6).max(32) }).strict(),
  response: session,
  errors: ['invalid_credentials', 'rate_limited'],
})
export const signOut = operation({
  id: 'auth.signOut',
  method: 'post',
  path: '/auth/sign-out',
  summary: 'End this session',
  permission: 'signed-in',
})
export const changePassword = operation({
  id: 'auth.changePassword',
  method: 'post',
  path: '/auth/password',
  summary: 'Change one’s own password; ends all other sessions',
  permission: 'signed-in',
  body: z.object({ currentPassword: password, newPassword }).strict(),
  errors: ['invalid_credentials', 'weak_password', 'rate_limited'],
})
export const beginSecondFactor = operation({
  id: 'auth.beginSecondFactor',
  method: 'post',
  path: '/auth/second-factor',
  summary: 'Start enrolling a one-time-code app',
  permission: 'signed-in',
  body: z.object({ password }).strict(),
  response: z.object({ uri: z.string(), recoveryCodes: z.array(z.string()) }),
  errors: ['invalid_credentials'],
})
export const confirmSecondFactor = operation({
  id: 'auth.confirmSecondFactor',
  method: 'post',
  path: '/auth/second-factor/confirm',
  summary: 'Finish enrolling with the app’s first code',
  permission: 'signed-in',
  body: z.object({ code: z.string().trim().min(6).max(8) }).strict(),
  errors: ['invalid_credentials'],
})
export const removeSecondFactor = operation({
  id: 'auth.removeSecondFactor',
  method: 'post',
  path: '/auth/second-factor/remove',
  summary: 'Turn the second factor off',
  permission: 'signed-in',
  body: z.object({ password }).strict(),
  errors: ['invalid_credentials'],
})

export const apiToken = z
  .object({
    id: z.string(),
    name: z.string(),
    /** The beginning, for recognising it. */
    prefix: z.string(),
    permissions: z.array(z.enum(PERMISSIONS)),
    createdAt: instant,
    expiresAt: instant,
    lastUsedAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiToken' })
export type ApiToken = z.infer<typeof apiToken>
export const listTokens = operation({
  id: 'auth.listTokens',
  method: 'get',
  path: '/auth/tokens',
  summary: 'One’s own API tokens',
  permission: 'signed-in',
  query: pageQuery,
  response: page(apiToken),
})
export const createToken = operation({
  id: 'auth.createToken',
  method: 'post',
  path: '/auth/tokens',
  summary: 'Create an API token; its secret is shown once',
  permission: 'token:write',
  body: z
    .object({
      name: displayName,
      /** A subset of the creator’s own. */
      permissions: z.array(z.enum(PERMISSIONS)).min(1),
      expiresInDays: z.number().int().min(1).max(365),
    })
    .strict(),
  response: z.object({ token: apiToken, secret: z.string() }),
  status: 201,
  errors: ['forbidden'],
})
export const revokeToken = operation({
  id: 'auth.revokeToken',
  method: 'delete',
  path: '/auth/tokens/:tokenId',
  summary: 'Revoke an API token',
  permission: 'signed-in',
  params: z.object({ tokenId: objectId }),
})
