import { useEffect, useState } from 'react'

/** `value` once it has stood still for `milliseconds`. */
export const useDebounced = <T>(value: T, milliseconds = 150): T => {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return settled
}
