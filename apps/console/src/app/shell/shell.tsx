import { Page, SkipToContent } from '@patternfly/react-core'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Outlet } from 'react-router'
import { connectLive } from '../../lib/live.ts'
import { AppMasthead } from './app-masthead.tsx'
import { Navigation } from './navigation.tsx'
import { PendingBar } from './pending-bar.tsx'
import { SessionWatch } from './session-watch.tsx'
import { Splash } from './splash.tsx'
import { ToastList } from './toast-list.tsx'
import { useGlobalKeys } from './use-global-keys.ts'
import { useNavigationOpen } from './use-navigation-open.ts'
import './shell.css'

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }))
const KeyboardHelp = lazy(async () => ({ default: (await import('./keyboard-help.tsx')).KeyboardHelp }))

/** What surrounds every page. */
export const Shell = () => {
  const client = useQueryClient()
  useEffect(() => connectLive(client), [client])
  const [overlay, setOverlay] = useState<'none' | 'palette' | 'keys'>('none')
  const navigation = useNavigationOpen()
  useGlobalKeys({ onPalette: () => setOverlay('palette'), onHelp: () => setOverlay('keys') })
  const close = () => setOverlay('none')
  return (
    <Page
      masthead={
        <AppMasthead
          isNavigationOpen={navigation.isOpen}
          onToggleNavigation={navigation.toggle}
          onSearch={() => setOverlay('palette')}
          onKeyboardHelp={() => setOverlay('keys')}
        />
      }
      sidebar={<Navigation isOpen={navigation.isOpen} />}
      skipToContent={<SkipToContent href="#main">Skip to content</SkipToContent>}
      mainContainerId="main"
      isContentFilled
      className="fg-shell"
    >
      <PendingBar />
      <Suspense fallback={<Splash />}>
        <Outlet />
      </Suspense>
      <Suspense fallback={null}>
        {overlay === 'palette' && (
          <CommandPalette onClose={close} onKeyboardHelp={() => setOverlay('keys')} />
        )}
        {overlay === 'keys' && <KeyboardHelp onClose={close} />}
      </Suspense>
      <ToastList />
      <SessionWatch />
    </Page>
  )
}
