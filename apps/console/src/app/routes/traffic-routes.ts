import type { RouteObject } from 'react-router'
import { page } from '../page.ts'

/** Home, map, traffic and one's own account. */
export const trafficRoutes: RouteObject[] = [
  {
    index: true,
    ...page(async () => (await import('../../features/metrics/pages/home-page.tsx')).HomePage),
  },
  {
    path: 'traffic',
    ...page(async () => (await import('../../features/flows/pages/traffic-page.tsx')).TrafficPage),
  },
  {
    path: 'traffic/imports',
    ...page(async () => (await import('../../features/flows/pages/imports-page.tsx')).ImportsPage),
  },
  {
    path: 'map',
    ...page(async () => (await import('../../features/map/pages/map-page.tsx')).MapPage),
  },
  {
    path: 'account',
    ...page(async () => (await import('../../features/auth/pages/account-page.tsx')).AccountPage),
  },
]
