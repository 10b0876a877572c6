import './app/zod-config.ts'
import '@patternfly/react-core/dist/styles/base.css'
import './ui/tokens.css'
import { mapAddress } from './features/map/model/view-state.ts'
import { askEarly } from './lib/early.ts'
import { mayBeSignedIn } from './lib/signed-in.ts'
import { theme } from './lib/theme.ts'

/** Pages that people start at: their code is asked for together with the console's, not after it has run. */
const FIRST_PAGES: Readonly<Record<string, () => Promise<unknown>>> = {
  '/': () => import('./features/metrics/pages/home-page.tsx'),
  '/map': () => import('./features/map/pages/map-page.tsx'),
  '/traffic': () => import('./features/flows/pages/traffic-page.tsx'),
}

theme.start()
if (mayBeSignedIn()) {
  askEarly('/api/v1/auth/session')
  if (window.location.pathname === '/map') askEarly(mapAddress(window.location.search, Date.now()))
}
// A page that cannot be loaded is reported by the router, which asks for it again.
FIRST_PAGES[window.location.pathname]?.().catch(() => {})
void import('./main.tsx')
