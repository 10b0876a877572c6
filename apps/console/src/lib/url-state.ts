import { useCallback, useLayoutEffect, useRef } from 'react'
import { useSearchParams } from 'react-router'

export type Patch<K extends string> = Readonly<Partial<Record<K, string | null>>>

/** `null`, empty and default values are left out, so that two equal views have one address. */
export const patched = <K extends string>(
  current: URLSearchParams,
  patch: Patch<K>,
  defaults: Readonly<Record<string, string>> = {},
): URLSearchParams => {
  const next = new URLSearchParams(current)
  for (const [name, value] of Object.entries(patch) as [K, string | null | undefined][]) {
    if (value === undefined) continue
    if (value === null || value === '' || value === defaults[name]) next.delete(name)
    else next.set(name, value)
  }
  return next
}

/**
 * State of a page that belongs into its address: filters, tabs, what is selected. `replace` (default) keeps the history
 * short; pass `push` for a step that Back should undo. The function to set it stays the same for as long as the page is shown.
 */
export const useUrlState = <K extends string>(defaults: Readonly<Record<K, string>>) => {
  const [search, setSearch] = useSearchParams()
  const values = Object.fromEntries(
    Object.entries<string>(defaults).map(([name, fallback]) => [name, search.get(name) ?? fallback]),
  ) as Record<K, string>
  // The router's own changes with every address.
  const latest = useRef(setSearch)
  useLayoutEffect(() => {
    latest.current = setSearch
  }, [setSearch])
  const set = useCallback(
    (patch: Patch<K>, how: 'replace' | 'push' = 'replace') =>
      latest.current((current) => patched(current, patch, defaults), {
        replace: how === 'replace',
        preventScrollReset: true,
      }),
    [defaults],
  )
  return [values, set] as const
}
