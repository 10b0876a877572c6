import { rangeEnds, rangeFromUrl } from '../../../ui/time-ranges.ts'
import type { MapQuery } from '../api/map.ts'

/** Everything about a view of the map that its address says. Empty = not set. */
export const MAP_URL = {
  last: '30d',
  from: '',
  to: '',
  /** Opened nodes. */
  expand: '',
  level: 'application',
  mode: 'graph',
  weight: 'sessions',
  /** What is selected: `node` or `edge`. */
  node: '',
  edge: '',
  /** Marks switched off in the legend. */
  hide: '',
  /** Filters, as `/map` takes them. */
  either: '',
  source: '',
  destination: '',
  protocol: '',
  port: '',
  state: '',
  origin: '',
  ruleId: '',
  importId: '',
  q: '',
}
export type MapUrl = Readonly<Record<keyof typeof MAP_URL, string>>

export const mapUrlOf = (search: URLSearchParams): MapUrl =>
  Object.fromEntries(
    Object.entries(MAP_URL).map(([name, fallback]) => [name, search.get(name) ?? fallback]),
  ) as MapUrl

const split = (text: string): string[] => text.split(',').filter((part) => part !== '')

export const expandedNodes = (url: Pick<MapUrl, 'expand'>): readonly string[] => split(url.expand)

/** Opens what is closed and closes what is open, with all inside. */
export const toggleExpanded = (url: Pick<MapUrl, 'expand'>, id: string): string => {
  const open = expandedNodes(url)
  if (!open.includes(id)) return [...open, id].join(',')
  const inside = id.startsWith('app:') ? `tier:${id.slice(4)}/` : null
  return open.filter((other) => other !== id && !(inside && other.startsWith(inside))).join(',')
}

/** Filters that other pages of traffic understand too: for links to them. */
export const filterOf = (url: MapUrl) => ({
  either: url.either,
  source: url.source,
  destination: url.destination,
  protocol: url.protocol,
  port: url.port,
  state: url.state,
  origin: url.origin,
  ruleId: url.ruleId,
  importId: url.importId,
  q: url.q,
})
export const windowOf = (url: MapUrl) => ({ last: url.last, from: url.from, to: url.to })

const given = <T extends Record<string, string>>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<T>

const LEVELS = ['application', 'tier', 'workload'] as const
const ORIGINS = ['observed', 'imported', 'recorded'] as const
const oneOf = <T extends string>(values: readonly T[], text: string): T | undefined =>
  values.find((value) => value === text)

/** The filter and window for the operations of the map. */
export const toEdgeFilter = (url: MapUrl, now: number) => {
  const { port, origin, ...texts } = filterOf(url)
  const known = oneOf(ORIGINS, origin)
  return {
    ...rangeEnds(rangeFromUrl(url, MAP_URL.last), now),
    ...given(texts),
    ...(port === '' ? {} : { port: Number(port) }),
    ...(known ? { origin: known } : {}),
  }
}

export const toMapQuery = (url: MapUrl, now: number): MapQuery => ({
  ...toEdgeFilter(url, now),
  level: oneOf(LEVELS, url.level) ?? 'application',
  ...(url.expand === '' ? {} : { expand: url.expand }),
})

/** What the page at this address asks the Manager for at first: for asking before the page is there. */
export const mapAddress = (search: string, now: number): string => {
  const query = toMapQuery(mapUrlOf(new URLSearchParams(search)), now)
  const given = Object.entries(query).map(([name, value]) => [name, String(value)])
  return `/api/v1/map?${new URLSearchParams(given)}`
}
