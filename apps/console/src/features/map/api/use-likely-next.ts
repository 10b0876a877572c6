import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { likelyNext } from '../model/likely-next.ts'
import { type MapUrl, toggleExpanded, toMapQuery } from '../model/view-state.ts'
import { type MapResponse, mapQuery } from './map.ts'
import { prefetchMaps } from './prefetch.ts'

/** A mouse that only passes over a node asks for nothing. */
const DWELL_MS = 60

/**
 * Asks beforehand for what is one step away: on a small map for all of it once it is at rest, on any map for the node that is
 * pointed at. Returns what to call when one is; null = none any more.
 *
 * @param data the answer for this view; undefined while it is not there
 */
export const useLikelyNext = (
  url: MapUrl,
  now: number,
  data: MapResponse | undefined,
): ((nodeId: string | null) => void) => {
  const client = useQueryClient()
  const latest = useRef({ url, now, data })
  latest.current = { url, now, data }
  const view = JSON.stringify(toMapQuery(url, now))
  const isThere = data !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each view, not for each refreshed answer
  useEffect(() => {
    const { url: at, now: time, data: answer } = latest.current
    if (!answer) return
    const next = likelyNext(at, answer.nodes)
    return prefetchMaps(
      client,
      next.map((one) => toMapQuery(one, time)),
    )
  }, [client, view, isThere])

  const timer = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])
  return useCallback(
    (nodeId) => {
      clearTimeout(timer.current)
      const { url: at, now: time, data: answer } = latest.current
      if (nodeId === null || !answer?.nodes.find(({ id }) => id === nodeId)?.expandable) return
      timer.current = window.setTimeout(() => {
        const query = toMapQuery({ ...at, expand: toggleExpanded(at, nodeId) }, time)
        void client.prefetchQuery(mapQuery(query))
      }, DWELL_MS)
    },
    [client],
  )
}
