import { useEffect, useState } from 'react'
import { formatRelative, formatTime, formatTimeFully } from '../../lib/format.ts'

const useNow = (): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

interface TimeProps {
  /** Null reads as `never`. */
  readonly at: string | null
  readonly exact?: boolean
  readonly never?: string
}

/** Relative with the exact time on hover, or exact. */
export const Time = ({ at, exact = false, never = 'never' }: TimeProps) => {
  const now = useNow()
  if (at === null) return <span className="fg-subtle">{never}</span>
  return (
    <time dateTime={at} title={formatTimeFully(at)} className="fg-num">
      {exact ? formatTime(at) : formatRelative(at, now)}
    </time>
  )
}
