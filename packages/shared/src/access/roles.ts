import { z } from 'zod'
import { PERMISSIONS, type Permission, type Requirement } from './permissions.ts'

export const ROLES = [
  'administrator',
  'security-administrator',
  'policy-publisher',
  'application-owner',
  'auditor',
  'security-analyst',
] as const
export const role = z.enum(ROLES).meta({ id: 'Role' })
export type Role = z.infer<typeof role>

const seeing = ['inventory:read', 'policy:read', 'flow:read', 'analysis:run', 'fleet:read'] as const

export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: PERMISSIONS,
  'security-administrator': [
    ...seeing,
    'inventory:write',
    'policy:write',
    'policy:publish',
    'flow:import',
    'fleet:operate',
    'audit:read',
    'user:read',
    'token:write',
    'settings:read',
  ],
  'policy-publisher': [...seeing, 'policy:publish', 'audit:read', 'token:write'],
  'application-owner': [...seeing, 'policy:write', 'token:write'],
  auditor: [...seeing, 'audit:read', 'user:read', 'settings:read'],
  'security-analyst': seeing,
}

export const ROLE_LABEL: Readonly<Record<Role, string>> = {
  administrator: 'Administrator',
  'security-administrator': 'Security Administrator',
  'policy-publisher': 'Policy Publisher',
  'application-owner': 'Application Owner',
  auditor: 'Auditor',
  'security-analyst': 'Security Analyst',
}

/** The permissions of `required` that `held` lacks; empty = allowed. `public` and `signed-in` need none. */
export const missingPermissions = (
  held: ReadonlySet<Permission>,
  required: Requirement,
): readonly Permission[] => {
  if (required === 'public' || required === 'signed-in') return []
  const all = typeof required === 'string' ? [required] : required
  return all.filter((permission) => !held.has(permission))
}

/** Roles that hold all of `required`, for telling a reader who could do it. */
export const rolesWith = (required: Requirement): readonly Role[] =>
  ROLES.filter((name) => missingPermissions(new Set(ROLE_PERMISSIONS[name]), required).length === 0)
