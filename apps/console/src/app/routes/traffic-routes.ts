import type { RouteObject } from 'react-router'
import { page } from '../page.ts'

/** Home, map, traffic and one's own account. */
export const trafficRoutes: RouteObject[] = [
  {
    path: 'map',
    ...page(async () => (await import('../../features/map/pages/map-page.tsx')).MapPage),
  },
  {
    path: 'account',
    ...page(async () => (await import('../../features/auth/pages/account-page.tsx')).AccountPage),
  },
]
