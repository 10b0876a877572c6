import { Bullseye } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { lazy, memo, Suspense } from 'react'
import { Navigate } from 'react-router'
import { paths } from '../../lib/paths.ts'
import { sessionQuery } from '../../lib/session.ts'
import { Failure } from '../../ui/states.tsx'
import { Shell } from './shell.tsx'
import { Splash } from './splash.tsx'

const ForcedPasswordChange = lazy(async () => ({
  default: (await import('../../features/auth/pages/forced-password-change.tsx')).ForcedPasswordChange,
}))

/** A change of address is the page's business alone: the frame around it is not drawn again. */
const SteadyShell = memo(Shell)

/** Everything below it has a session. */
export const SessionGate = () => {
  const { data, isPending, error, refetch } = useQuery(sessionQuery)
  if (isPending) return <Splash />
  if (error && !data)
    return (
      <Bullseye>
        <Failure title="Flowgate cannot be reached" error={error} onRetry={() => void refetch()} />
      </Bullseye>
    )
  if (!data) {
    const { pathname, search } = window.location
    return <Navigate to={paths.signIn(pathname + search)} replace />
  }
  if (data.user.mustChangePassword)
    return (
      <Suspense fallback={<Splash />}>
        <ForcedPasswordChange />
      </Suspense>
    )
  return <SteadyShell />
}
