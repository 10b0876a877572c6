import { listRules, type RuleItem } from '@flowgate/shared'
import { type InfiniteData, infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export interface RuleFilter {
  readonly view: string
  readonly category?: RuleCategory
  readonly policyId?: string
  readonly q?: string
  readonly group?: string
  readonly service?: string
  readonly action?: RuleItem['action']
  readonly enabled?: 'true' | 'false'
  readonly changed?: 'true' | 'false'
}
export type RuleCategory = 'emergency' | 'infrastructure' | 'environment' | 'application'
export interface RulePage {
  readonly items: RuleItem[]
  readonly nextCursor: string | null
  readonly total: number
}
export type RulePages = InfiniteData<RulePage, string | undefined>
export const RULES_KEY = ['policies', 'rules'] as const

/** Rules in evaluation order; more pages follow as the reader scrolls. */
export const rulesQuery = (filter: RuleFilter) =>
  infiniteQueryOptions({
    queryKey: [...RULES_KEY, filter],
    queryFn: ({ pageParam, signal }): Promise<RulePage> =>
      api.call(
        listRules,
        { query: { ...filter, limit: 500, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
