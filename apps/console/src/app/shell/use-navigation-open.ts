import { useEffect, useState } from 'react'
import { readStored, writeStored } from '../../lib/local-store.ts'

const KEY = 'flowgate.navigation'
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
/** Below it the navigation lies over the page, as PatternFly has it. */
const wide = window.matchMedia('(min-width: 1200px)')

/** The reader's choice on a wide window; closed on a narrow one until asked for. */
export const useNavigationOpen = () => {
  const [chosen, setChosen] = useState(() => readStored(KEY, isBoolean) ?? true)
  const [isOpen, setOpen] = useState(wide.matches && chosen)
  useEffect(() => {
    const adapt = () => setOpen(wide.matches && chosen)
    wide.addEventListener('change', adapt)
    return () => wide.removeEventListener('change', adapt)
  }, [chosen])
  const toggle = () => {
    setOpen(!isOpen)
    if (!wide.matches) return
    setChosen(!isOpen)
    writeStored(KEY, !isOpen)
  }
  return { isOpen, toggle }
}
