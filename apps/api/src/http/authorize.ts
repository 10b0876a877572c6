import {
  type AnyOperation,
  AppError,
  missingPermissions,
  PERMISSION_MEANING,
  ROLE_LABEL,
  rolesWith,
} from '@flowgate/shared'
import type { Actor } from './actor.ts'

/** What somebody who must choose a new password may still do. */
const beforePasswordChange = new Set(['auth.session', 'auth.changePassword', 'auth.signOut'])

/**
 * @throws AppError `unauthenticated` for nobody, `forbidden` with `context.missing` and `context.roles` for whoever
 * lacks a permission
 */
export const authorize = (operation: AnyOperation, actor: Actor, mustChangePassword: boolean): void => {
  if (operation.permission === 'public') return
  if (actor.kind === 'nobody')
    throw new AppError('unauthenticated', {
      detail: 'sign in, or send an API token as `Authorization: Bearer`',
    })
  if (mustChangePassword && !beforePasswordChange.has(operation.id))
    throw new AppError('forbidden', {
      detail: 'choose a new password first: the one you signed in with was given to you by somebody else',
      context: { mustChangePassword: true, missing: [], roles: [] },
    })
  const missing = missingPermissions(actor.permissions, operation.permission)
  if (missing.length === 0) return
  const roles = rolesWith(operation.permission)
  const means = missing
    .map((permission) => `\`${permission}\` (${PERMISSION_MEANING[permission]})`)
    .join(', ')
  throw new AppError('forbidden', {
    detail: `this needs the permission ${means}; roles that have it: ${roles.map((role) => ROLE_LABEL[role]).join(', ')}`,
    context: { missing, roles },
  })
}
