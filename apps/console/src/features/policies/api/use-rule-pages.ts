import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type LoadedRules, loadedRules } from '../model/loaded-rules.ts'
import { PAGE_SIZE, type RulePage } from '../model/rule-pages.ts'
import { type RuleFilter, rulePageQuery } from './rules.ts'

interface RuleWindow {
  readonly rules: LoadedRules
  readonly head: RulePage | undefined
  /** The one that `rules` fit; the one asked for as soon as its first rules are here. */
  readonly filter: RuleFilter
  readonly isPending: boolean
  readonly error: unknown
  readonly retry: () => void
}

/** The pages that these places lie on, and the first. */
export const pagesOf = (places: readonly number[]): readonly number[] => [
  ...new Set([0, ...places.map((place) => Math.floor(place / PAGE_SIZE))]),
]

const dataOf = (results: readonly UseQueryResult<RulePage>[]) => results.map(({ data }) => data)

/** The rules at these places of a list, and those of its first page; others are not fetched. */
export const useRulePages = (asked: RuleFilter, places: readonly number[]): RuleWindow => {
  const first = useQuery(rulePageQuery(asked, 0))
  const [shown, setShown] = useState(asked)
  // What was shown stays until there is something else to show.
  const isThere = first.data !== undefined || first.error !== null
  if (isThere && shown !== asked) setShown(asked)
  const filter = isThere ? asked : shown
  const text = pagesOf(places).join(',')
  const numbers = useMemo(() => text.split(',').map(Number), [text])
  const data = useQueries({
    queries: numbers.map((page) => rulePageQuery(filter, page)),
    combine: dataOf,
  })
  const rules = useMemo(
    () =>
      loadedRules(
        new Map(
          numbers.flatMap((page, index) => {
            const found = data[index]
            return found ? [[page, found] as const] : []
          }),
        ),
      ),
    [numbers, data],
  )
  return {
    rules,
    head: data[0],
    filter,
    isPending: first.isPending && data[0] === undefined,
    error: first.error,
    retry: () => void first.refetch(),
  }
}
