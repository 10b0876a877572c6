import { useState } from 'react'

/** Which of `values` the arrow keys are on; the first, until they move. Wraps around. */
export const useActiveItem = (values: readonly string[]) => {
  const [wanted, setWanted] = useState<string | null>(null)
  const index = wanted === null ? 0 : Math.max(0, values.indexOf(wanted))
  const move = (by: number) => {
    if (values.length === 0) return
    setWanted(values[(index + by + values.length) % values.length] ?? null)
  }
  return { value: values[index], move, set: setWanted }
}
