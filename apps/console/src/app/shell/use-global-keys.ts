import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { paths } from '../../lib/paths.ts'

/** `g` and then one of these, as in other consoles. */
export const GO_KEYS: Readonly<Record<string, { readonly label: string; readonly to: string }>> = {
  h: { label: 'Home', to: paths.home() },
  m: { label: 'Map', to: paths.map() },
  t: { label: 'Traffic', to: paths.traffic() },
  p: { label: 'Policies', to: paths.policies() },
  d: { label: 'Drafts', to: paths.drafts() },
  a: { label: 'Test', to: paths.analyze() },
  w: { label: 'Workloads', to: paths.workloads() },
  e: { label: 'Enforcement', to: paths.fleet() },
}
const SEQUENCE_MS = 1_200

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable], [role=dialog]') !== null

interface GlobalKeys {
  readonly onPalette: () => void
  readonly onHelp: () => void
}
export const useGlobalKeys = (keys: GlobalKeys): void => {
  const navigate = useNavigate()
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    let pressedG = Number.NEGATIVE_INFINITY
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        latest.current.onPalette()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') latest.current.onHelp()
      else if (event.key === '/') {
        event.preventDefault()
        latest.current.onPalette()
      } else if (event.key === 'g') pressedG = event.timeStamp
      else if (event.timeStamp - pressedG < SEQUENCE_MS) {
        const destination = GO_KEYS[event.key]
        pressedG = Number.NEGATIVE_INFINITY
        if (destination) void navigate(destination.to)
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [navigate])
}
