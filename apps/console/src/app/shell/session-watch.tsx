import { Alert, AlertActionLink, AlertGroup } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { SignInDialog } from '../../features/auth/components/sign-in-dialog.tsx'
import { plural } from '../../lib/format.ts'
import { sessionQuery } from '../../lib/session.ts'
import { sessionRenewal } from '../../lib/session-renewal.ts'

const WARN_MS = 3 * 60_000
/** Whoever pressed a key or moved the mouse so recently is at work; asking the server then is no lie. */
const AT_WORK_MS = 60_000

/** When the user last did something. */
const useLastInput = (): (() => number) => {
  const [box] = useState(() => ({ at: Date.now() }))
  useEffect(() => {
    const note = () => {
      box.at = Date.now()
    }
    window.addEventListener('keydown', note, { passive: true })
    window.addEventListener('pointermove', note, { passive: true })
    return () => {
      window.removeEventListener('keydown', note)
      window.removeEventListener('pointermove', note)
    }
  }, [box])
  return () => box.at
}

/** Warns before the session ends for want of use, and asks for the password over the page once it has ended. */
export const SessionWatch = () => {
  const isLost = useSyncExternalStore(sessionRenewal.subscribe, sessionRenewal.isLost)
  const { data: session, refetch } = useQuery(sessionQuery)
  const lastInput = useLastInput()
  const [minutesLeft, setMinutesLeft] = useState<number | null>(null)
  const end = session?.expiresAt ? Date.parse(session.expiresAt) : Number.POSITIVE_INFINITY

  // biome-ignore lint/correctness/useExhaustiveDependencies: lastInput reads a box that does not change
  useEffect(() => {
    const check = () => {
      const left = end - Date.now()
      if (left > WARN_MS) setMinutesLeft(null)
      else if (left <= 0 || Date.now() - lastInput() < AT_WORK_MS) void refetch()
      else setMinutesLeft(Math.ceil(left / 60_000))
    }
    check()
    const timer = setInterval(check, 15_000)
    return () => clearInterval(timer)
  }, [end, refetch])

  if (isLost && session) return <SignInDialog session={session} />
  if (minutesLeft === null) return null
  return (
    <AlertGroup isToast isLiveRegion aria-label="Session">
      <Alert
        variant="warning"
        title={`Your session ends in about ${plural(minutesLeft, 'minute')}`}
        actionLinks={<AlertActionLink onClick={() => void refetch()}>Stay signed in</AlertActionLink>}
      >
        Nothing that you typed will be lost.
      </Alert>
    </AlertGroup>
  )
}
