import { createBrowserRouter } from 'react-router'
import { page } from './page.ts'
import { inventoryRoutes } from './routes/inventory-routes.ts'
import { operationsRoutes } from './routes/operations-routes.ts'
import { policyRoutes } from './routes/policy-routes.ts'
import { settingsRoutes } from './routes/settings-routes.ts'
import { trafficRoutes } from './routes/traffic-routes.ts'
import { NotFound } from './shell/not-found.tsx'
import { RouteFailure } from './shell/route-failure.tsx'
import { SessionGate } from './shell/session-gate.tsx'
import { Splash } from './shell/splash.tsx'

export const router = createBrowserRouter([
  {
    HydrateFallback: Splash,
    ErrorBoundary: RouteFailure,
    children: [
      {
        path: 'sign-in',
        ...page(async () => (await import('../features/auth/pages/sign-in-page.tsx')).SignInPage),
      },
      {
        Component: SessionGate,
        children: [
          {
            // Below the shell, so that a page that fails leaves the navigation standing.
            ErrorBoundary: RouteFailure,
            children: [
              ...trafficRoutes,
              ...policyRoutes,
              ...inventoryRoutes,
              ...operationsRoutes,
              ...settingsRoutes,
              { path: '*', Component: NotFound },
            ],
          },
        ],
      },
    ],
  },
])
