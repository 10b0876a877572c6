import type { Position, RuleItem } from '@flowgate/shared'
import type { RuleSection } from './grid-rows.ts'
import type { RuleForm } from './rule-form.ts'

/** Rules are fetched so many at a time, wherever the reader has scrolled to. */
export const PAGE_SIZE = 100

/** Of an update: what changes, and where the rule goes. */
export type RulePatch = Partial<RuleForm> & { readonly position?: Position; readonly toPolicy?: string }

export interface RulePage {
  /** Null: a rule that an edit under way has moved in from a page that is not here. */
  readonly items: readonly (RuleItem | null)[]
  readonly total: number
  readonly sections: readonly RuleSection[]
}
/** Those of one list that are here, by their numbers. */
export type RulePages = ReadonlyMap<number, RulePage>

type Slots = (RuleItem | null)[]

const slotsOf = (pages: RulePages): Slots => {
  const slots: Slots = []
  for (const [number, { items }] of pages)
    for (const [place, item] of items.entries()) slots[number * PAGE_SIZE + place] = item
  return Array.from(slots, (item) => item ?? null)
}
const withSlots = (pages: RulePages, slots: Slots, sections?: readonly RuleSection[]): RulePages =>
  new Map(
    [...pages].map(([number, page]) => {
      const items = slots.slice(number * PAGE_SIZE, (number + 1) * PAGE_SIZE)
      return [number, { ...page, items, ...(sections ? { sections } : {}) }]
    }),
  )

const firstOf = (sections: readonly RuleSection[], policyId: string): number => {
  let place = 0
  for (const section of sections) {
    if (section.policyId === policyId) return place
    place += section.rules
  }
  return place
}
const counted = (sections: readonly RuleSection[], policyId: string, by: 1 | -1): readonly RuleSection[] => {
  const known = sections.some((section) => section.policyId === policyId)
  const next = known || by < 0 ? sections : [...sections, { policyId, rules: 0 }]
  return next
    .map((section) => (section.policyId === policyId ? { ...section, rules: section.rules + by } : section))
    .filter(({ rules }) => rules > 0)
}
/** Places within a policy after one was taken out or put in before them. */
const shifted = (slots: Slots, policyId: string, from: number, by: 1 | -1): Slots =>
  slots.map((item) =>
    item && item.policyId === policyId && item.sequence >= from
      ? { ...item, sequence: item.sequence + by }
      : item,
  )

const moved = (pages: RulePages, before: RuleItem, rule: RuleItem, position: RulePatch['position']) => {
  const first = pages.values().next().value
  const without = counted(first?.sections ?? [], before.policyId, -1)
  const taken = slotsOf(pages)
  taken.splice(
    taken.findIndex((item) => item?.id === before.id),
    1,
  )
  const rest = shifted(taken, before.policyId, before.sequence + 1, -1)
  const own = without.find(({ policyId }) => policyId === rule.policyId)?.rules ?? 0
  const start = firstOf(without, rule.policyId)
  const near =
    position && ('before' in position ? position.before : 'after' in position ? position.after : null)
  const at = near ? rest.findIndex((item) => item?.id === near) : -1
  const neighbour = rest[at]
  const isAfter = position !== undefined && 'after' in position
  const toFirst = position !== undefined && 'at' in position && position.at === 'first'
  const index = neighbour ? at + (isAfter ? 1 : 0) : toFirst ? start : start + own
  const sequence = neighbour ? neighbour.sequence + (isAfter ? 1 : 0) : toFirst ? 1 : own + 1
  const slots = shifted(rest, rule.policyId, sequence, 1)
  while (slots.length < index) slots.push(null)
  slots.splice(index, 0, { ...rule, sequence })
  return withSlots(pages, slots, counted(without, rule.policyId, 1))
}

/** What the list will look like once `patch` is saved. The same pages when the rule is on none of them. */
export const patchRule = (pages: RulePages, id: string, patch: Partial<RuleItem> & RulePatch): RulePages => {
  const before = [...pages.values()].flatMap(({ items }) => items).find((item) => item?.id === id)
  if (!before) return pages
  const { position, toPolicy, ...fields } = patch
  // What is found about a rule is not known anew from an edit's answer: it stays until it is read again.
  const findings = fields.findings ?? before.findings
  const rule = { ...before, ...fields, findings, ...(toPolicy ? { policyId: toPolicy } : {}) }
  if (position !== undefined || rule.policyId !== before.policyId) return moved(pages, before, rule, position)
  return new Map(
    [...pages].map(([number, page]) => [
      number,
      page.items.includes(before)
        ? { ...page, items: page.items.map((item) => (item === before ? rule : item)) }
        : page,
    ]),
  )
}

/** Without the rules that were deleted. */
export const removeRules = (pages: RulePages, ids: ReadonlySet<string>): RulePages => {
  const slots = slotsOf(pages)
  const gone = slots.filter((item) => item !== null && ids.has(item.id))
  let sections = pages.values().next().value?.sections ?? []
  for (const rule of gone) if (rule) sections = counted(sections, rule.policyId, -1)
  const left = slots.filter((item) => item === null || !ids.has(item.id))
  return new Map(
    [...withSlots(pages, left, sections)].map(([number, page]) => [
      number,
      { ...page, total: page.total - gone.length },
    ]),
  )
}
