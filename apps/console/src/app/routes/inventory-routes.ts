import type { RouteObject } from 'react-router'
import { page } from '../page.ts'

/** What there is to protect. */
export const inventoryRoutes: RouteObject[] = [
  {
    path: 'inventory/workloads',
    ...page(async () => (await import('../../features/inventory/pages/workloads-page.tsx')).WorkloadsPage),
  },
  {
    path: 'inventory/workloads/:workloadId',
    ...page(async () => (await import('../../features/inventory/pages/workload-page.tsx')).WorkloadPage),
  },
  {
    path: 'inventory/hosts',
    ...page(async () => (await import('../../features/inventory/pages/hosts-page.tsx')).HostsPage),
  },
  {
    path: 'inventory/segments',
    ...page(async () => (await import('../../features/inventory/pages/segments-page.tsx')).SegmentsPage),
  },
  {
    path: 'inventory/tags',
    ...page(async () => (await import('../../features/inventory/pages/tags-page.tsx')).TagsPage),
  },
]
