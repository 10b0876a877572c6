import type { PolicyItem } from '@flowgate/shared'

/** How many rules of a policy are in the list, in evaluation order. */
export interface RuleSection {
  readonly policyId: string
  readonly rules: number
}

/** One row of the grid. Rules are named by their place in the list: most are not loaded. */
export type GridRow =
  | { readonly kind: 'section'; readonly policy: PolicyItem }
  | { readonly kind: 'none'; readonly policy: PolicyItem }
  | { readonly kind: 'rule'; readonly policy: PolicyItem; readonly index: number }

export interface GridRows {
  readonly count: number
  readonly at: (row: number) => GridRow | undefined
  /** The row of the rule at a place of the list; null while its policy is folded. */
  readonly ofRule: (index: number) => number | null
  /** The row of the policy's heading that a row stands under. */
  readonly headingOf: (row: number) => number
  /** The next row of a rule from `row` on, a step at a time; null past the end. */
  readonly nextRule: (row: number, step: 1 | -1) => number | null
}

interface Block {
  readonly policy: PolicyItem
  /** Row of the heading. */
  readonly row: number
  /** Place of the first rule in the list. */
  readonly first: number
  readonly rules: number
  /** Rows beneath the heading. */
  readonly body: number
}

const last = <T>(items: readonly T[], fits: (item: T) => boolean): T | undefined => {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && fits(item)) low = middle + 1
    else high = middle
  }
  return items[low - 1]
}

interface Shown {
  readonly policies: readonly PolicyItem[]
  readonly sections: readonly RuleSection[]
  readonly collapsed: ReadonlySet<string>
  /** Only some of the rules are shown: policies without any are left out. */
  readonly filtered: boolean
}

/** The rows of all policies, headings and rules, without any rule being loaded. Time grows with the policies alone. */
export const gridRows = ({ policies, sections, collapsed, filtered }: Shown): GridRows => {
  const places = new Map<string, { readonly first: number; readonly rules: number }>()
  let first = 0
  for (const { policyId, rules } of sections) {
    places.set(policyId, { first, rules })
    first += rules
  }
  const blocks: Block[] = []
  let count = 0
  for (const policy of policies) {
    const place = places.get(policy.id) ?? { first, rules: 0 }
    if (filtered && place.rules === 0) continue
    const body = collapsed.has(policy.id) ? 0 : Math.max(1, place.rules)
    blocks.push({ policy, row: count, ...place, body })
    count += 1 + body
  }
  // Places of the list may stand in another order than the policies while a move of a policy is on its way.
  const byPlace = blocks.filter(({ rules }) => rules > 0).sort((a, b) => a.first - b.first)
  const blockAt = (row: number) => last(blocks, (block) => block.row <= row)
  const at: GridRows['at'] = (row) => {
    const block = row < 0 || row >= count ? undefined : blockAt(row)
    if (!block) return undefined
    const { policy } = block
    if (row === block.row) return { kind: 'section', policy }
    if (block.rules === 0) return { kind: 'none', policy }
    return { kind: 'rule', policy, index: block.first + row - block.row - 1 }
  }
  return {
    count,
    at,
    ofRule: (index) => {
      const block = last(byPlace, (each) => each.first <= index)
      const place = block ? index - block.first : -1
      return block && place >= 0 && place < block.rules && block.body > 0 ? block.row + 1 + place : null
    },
    headingOf: (row) => blockAt(row)?.row ?? 0,
    nextRule: (row, step) => {
      for (let next = row; next >= 0 && next < count; next += step) if (at(next)?.kind === 'rule') return next
      return null
    },
  }
}
