export type ThemeChoice = 'light' | 'dark' | 'system'
const KEY = 'flowgate.theme'
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

const stored = (): ThemeChoice => {
  const value = localStorage.getItem(KEY)
  return value === 'light' || value === 'dark' ? value : 'system'
}
let choice: ThemeChoice = stored()
const isDark = () => choice === 'dark' || (choice === 'system' && dark.matches)

const apply = () => {
  document.documentElement.classList.toggle('pf-v6-theme-dark', isDark())
  for (const listener of listeners) listener()
}

/** Apart from its hooks: it runs before React is loaded. */
export const theme = {
  choice: () => choice,
  isDark,
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
  /** Before the first paint, and once. */
  start: () => {
    apply()
    dark.addEventListener('change', apply)
  },
  choose: (next: ThemeChoice) => {
    choice = next
    if (next === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, next)
    apply()
  },
}
