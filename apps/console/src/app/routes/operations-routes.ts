import type { RouteObject } from 'react-router'
import { page } from '../page.ts'

/** Enforcement and analysis: what the hosts do, and why. */
export const operationsRoutes: RouteObject[] = [
  {
    path: 'enforcement',
    ...page(async () => (await import('../../features/fleet/pages/fleet-page.tsx')).FleetPage),
  },
  {
    path: 'enforcement/:hostId',
    ...page(async () => (await import('../../features/fleet/pages/host-page.tsx')).HostPage),
  },
  {
    path: 'analyze',
    ...page(async () => (await import('../../features/analysis/pages/test-page.tsx')).TestPage),
  },
]
