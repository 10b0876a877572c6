import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useSearchParams } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { sessionQuery } from '../../../lib/session.ts'
import { useAdoptSession } from '../api/sign-in.ts'
import { SignInForm } from '../components/sign-in-form.tsx'
import { AuthFrame } from './auth-frame.tsx'

/** Only a path of this console: anything else would send people away after they typed their password. */
const ownPath = (next: string | null): string =>
  next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : paths.home()

export const SignInPage = () => {
  const { data: session } = useQuery(sessionQuery)
  const [search] = useSearchParams()
  const adopt = useAdoptSession()
  const navigate = useNavigate()
  const next = ownPath(search.get('next'))
  if (session) return <Navigate to={next} replace />
  return (
    <AuthFrame title="Sign in">
      <SignInForm
        onDone={(renewed) => {
          adopt(renewed)
          void navigate(next, { replace: true })
        }}
      />
    </AuthFrame>
  )
}
