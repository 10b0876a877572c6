import { Bullseye } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useLocation } from 'react-router'
import { ForcedPasswordChange } from '../../features/auth/pages/forced-password-change.tsx'
import { paths } from '../../lib/paths.ts'
import { sessionQuery } from '../../lib/session.ts'
import { Failure } from '../../ui/states.tsx'
import { Shell } from './shell.tsx'
import { Splash } from './splash.tsx'

/** Everything below it has a session. */
export const SessionGate = () => {
  const { data, isPending, error, refetch } = useQuery(sessionQuery)
  const location = useLocation()
  if (isPending) return <Splash />
  if (error && !data)
    return (
      <Bullseye>
        <Failure title="Flowgate cannot be reached" error={error} onRetry={() => void refetch()} />
      </Bullseye>
    )
  if (!data) return <Navigate to={paths.signIn(location.pathname + location.search)} replace />
  if (data.user.mustChangePassword) return <ForcedPasswordChange />
  return <Shell />
}
