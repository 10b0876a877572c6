import type { LoaderFunctionArgs, RouteObject } from 'react-router'
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
    lazy: async () => {
      const { MapPage, preloadMap } = await import('../../features/map/pages/map-page.tsx')
      return {
        Component: MapPage,
        loader: ({ request }: LoaderFunctionArgs) => preloadMap(new URL(request.url).searchParams),
        // The page asks for itself when its address changes.
        shouldRevalidate: () => false,
      }
    },
  },
  {
    path: 'account',
    ...page(async () => (await import('../../features/auth/pages/account-page.tsx')).AccountPage),
  },
]
