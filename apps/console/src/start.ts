import './app/zod-config.ts'
import '@patternfly/react-core/dist/styles/base.css'
import './ui/tokens.css'
import { theme } from './lib/theme.ts'

/** Pages that people start at: their code is asked for together with the console's, not after it has run. */
const FIRST_PAGES: Readonly<Record<string, () => Promise<unknown>>> = {
  '/': () => import('./features/metrics/pages/home-page.tsx'),
  '/map': () =>
    Promise.all([import('./features/map/layout/elk-thread.ts'), import('./features/map/pages/map-page.tsx')]),
  '/traffic': () => import('./features/flows/pages/traffic-page.tsx'),
}

theme.start()
// A page that cannot be loaded is reported by the router, which asks for it again.
FIRST_PAGES[window.location.pathname]?.().catch(() => {})
void import('./main.tsx')
