import type { RuleItem } from '@flowgate/shared'
import { PAGE_SIZE, type RulePage } from './rule-pages.ts'

/** Of a long list, the rules that are here, by their place and by id. */
export interface LoadedRules {
  readonly total: number
  readonly at: (index: number) => RuleItem | undefined
  readonly find: (id: string) => { readonly rule: RuleItem; readonly index: number } | undefined
  readonly all: readonly RuleItem[]
}

export const loadedRules = (pages: ReadonlyMap<number, RulePage>): LoadedRules => {
  const byId = new Map<string, { readonly rule: RuleItem; readonly index: number }>()
  for (const [number, page] of [...pages].sort(([a], [b]) => a - b))
    for (const [place, rule] of page.items.entries())
      if (rule) byId.set(rule.id, { rule, index: number * PAGE_SIZE + place })
  return {
    total: pages.get(0)?.total ?? 0,
    at: (index) => pages.get(Math.floor(index / PAGE_SIZE))?.items[index % PAGE_SIZE] ?? undefined,
    find: (id) => byId.get(id),
    all: [...byId.values()].map(({ rule }) => rule),
  }
}
