import { getRule, listRules, type RuleItem } from '@flowgate/shared'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import { PAGE_SIZE, type RulePage } from '../model/rule-pages.ts'

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
  readonly hits?: 'some' | 'none'
  readonly findings?: 'true' | 'false'
}
export type RuleCategory = 'emergency' | 'infrastructure' | 'environment' | 'application'
export const RULES_KEY = ['policies', 'rules'] as const

/** One page of the rules in evaluation order. Only pages on the screen are asked for, and asked for again after an edit. */
export const rulePageQuery = (filter: RuleFilter, page: number) =>
  queryOptions({
    queryKey: [...RULES_KEY, filter, page],
    queryFn: async ({ signal }): Promise<RulePage> => {
      const { items, total, sections } = await api.call(
        listRules,
        { query: { ...filter, limit: PAGE_SIZE, offset: page * PAGE_SIZE } },
        { signal },
      )
      return { items, total, sections }
    },
  })

export const ruleQuery = (ruleId: string, view: string) =>
  queryOptions({
    queryKey: ['policies', 'rule', ruleId, view],
    queryFn: ({ signal }) => api.call(getRule, { params: { ruleId }, query: { view } }, { signal }),
  })

const MOST_AT_ONCE = 2_000
/** Every rule of a list, for what is done to all of them. */
export const fetchEveryRule = async (filter: RuleFilter, total: number): Promise<readonly RuleItem[]> => {
  const items: RuleItem[] = []
  for (let offset = 0; offset < total; offset += MOST_AT_ONCE)
    items.push(...(await api.call(listRules, { query: { ...filter, limit: MOST_AT_ONCE, offset } })).items)
  return items
}

/** Lets `update` see and change the pages of each list that is kept. */
export const changeRuleLists = (
  client: QueryClient,
  update: (pages: ReadonlyMap<number, RulePage>) => ReadonlyMap<number, RulePage>,
): void => {
  const lists = new Map<string, { readonly filter: unknown; readonly pages: Map<number, RulePage> }>()
  for (const [key, data] of client.getQueriesData<RulePage>({ queryKey: RULES_KEY })) {
    const [filter, page] = [key[RULES_KEY.length], key[RULES_KEY.length + 1]]
    if (!data || typeof page !== 'number') continue
    const name = JSON.stringify(filter)
    const list = lists.get(name) ?? { filter, pages: new Map<number, RulePage>() }
    lists.set(name, list)
    list.pages.set(page, data)
  }
  for (const { filter, pages } of lists.values())
    for (const [page, data] of update(pages))
      if (data !== pages.get(page)) client.setQueryData([...RULES_KEY, filter, page], data)
}
