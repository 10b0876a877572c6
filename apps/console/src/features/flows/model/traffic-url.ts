import { flowGroupBy } from '@flowgate/shared'
import type { z } from 'zod'
import { rangeEnds, rangeFromUrl } from '../../../ui/time-ranges.ts'

export const DEFAULT_RANGE = '30d'
/** What the page keeps in its address besides the table's own state. */
export const TRAFFIC_URL = { last: DEFAULT_RANGE, from: '', to: '', groupBy: '', live: '' }
export type TrafficUrl = Readonly<Record<keyof typeof TRAFFIC_URL, string>>

/** Filters as `/flows` takes them. A constant: useTableState wants one. */
export const FLOW_FILTERS = [
  'source',
  'destination',
  'either',
  'protocol',
  'port',
  'state',
  'origin',
  'ruleId',
  'revision',
  'importId',
  'site',
] as const
export type FlowFilters = Readonly<Record<(typeof FLOW_FILTERS)[number], string>>

export type GroupBy = z.infer<typeof flowGroupBy>
export const GROUPINGS: readonly { readonly value: GroupBy | ''; readonly label: string }[] = [
  { value: '', label: 'Flows' },
  { value: 'port', label: 'Ports' },
  { value: 'pair', label: 'Pairs' },
  { value: 'source', label: 'Sources' },
  { value: 'destination', label: 'Destinations' },
  { value: 'source-application', label: 'Source applications' },
  { value: 'destination-application', label: 'Destination applications' },
  { value: 'rule', label: 'Rules' },
  { value: 'state', label: 'Verdicts' },
  { value: 'protocol', label: 'Protocols' },
]
export const groupByOf = (text: string): GroupBy | null => {
  const parsed = flowGroupBy.safeParse(text)
  return parsed.success ? parsed.data : null
}

const ORIGINS = ['observed', 'imported', 'recorded'] as const
const number = (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined)

/** The operations' filter, without what is not set. */
export const toFlowFilter = (filters: FlowFilters, url: TrafficUrl, q: string, now: number) => {
  const { port, revision, origin, ...texts } = filters
  const known = ORIGINS.find((value) => value === origin)
  const set = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== ''))
  const [portNumber, revisionNumber] = [number(port), number(revision)]
  return {
    ...rangeEnds(rangeFromUrl(url, DEFAULT_RANGE), now),
    ...set,
    ...(portNumber === undefined ? {} : { port: portNumber }),
    ...(revisionNumber === undefined ? {} : { revision: revisionNumber }),
    ...(known ? { origin: known } : {}),
    ...(q === '' ? {} : { q }),
  }
}
