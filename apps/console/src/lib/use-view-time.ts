import { useEffect, useState } from 'react'

const STEP = 5 * 60_000

/**
 * The time a view is of. Moves on in steps of five minutes only: a window that slides all the time would ask another
 * question with each look and move the numbers under the reader; live updates refetch the same window in between.
 */
export const useViewTime = (): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), STEP)
    return () => clearInterval(timer)
  }, [])
  return now
}
