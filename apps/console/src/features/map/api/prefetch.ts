import type { QueryClient } from '@tanstack/react-query'
import { type MapQuery, mapQuery } from './map.ts'

/** After the page has come to rest. */
const REST_MS = 250

/**
 * Asks for what is likely to be looked at next, one after the other, when the browser has nothing else to do. Returns a function
 * that stops it. What fails is asked for again, and reported, by the page that needs it.
 */
export const prefetchMaps = (client: QueryClient, queries: readonly MapQuery[]): (() => void) => {
  let stopped = false
  const all = async () => {
    for (const query of queries) {
      if (stopped) return
      await client.prefetchQuery(mapQuery(query))
    }
  }
  const timer = setTimeout(() => void all(), REST_MS)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
