import type { RouteObject } from 'react-router'
import { page } from '../page.ts'

/** Audit, users, roles, tokens and settings. */
export const settingsRoutes: RouteObject[] = [
  {
    path: 'audit',
    ...page(async () => (await import('../../features/audit/pages/audit-page.tsx')).AuditPage),
  },
  {
    path: 'settings',
    ...page(async () => (await import('../../features/settings/pages/settings-page.tsx')).SettingsPage),
  },
  {
    path: 'settings/users',
    ...page(async () => (await import('../../features/access/pages/users-page.tsx')).UsersPage),
  },
  {
    path: 'settings/roles',
    ...page(async () => (await import('../../features/access/pages/roles-page.tsx')).RolesPage),
  },
  {
    path: 'settings/tokens',
    ...page(async () => (await import('../../features/access/pages/tokens-page.tsx')).TokensPage),
  },
]
