import type { RuleItem } from '@flowgate/shared'
import { describe, expect, it } from 'vitest'
import { loadedRules } from '../../src/features/policies/model/loaded-rules.ts'
import { EMPTY_RULE } from '../../src/features/policies/model/rule-form.ts'
import {
  PAGE_SIZE,
  patchRule,
  type RulePage,
  type RulePages,
  removeRules,
} from '../../src/features/policies/model/rule-pages.ts'

const rule = (policyId: string, sequence: number): RuleItem => ({
  ...EMPTY_RULE,
  id: `${policyId}-${sequence}`,
  name: `${policyId}-${sequence}`,
  etag: '1',
  change: null,
  policyId,
  sequence,
  hits: null,
  findings: [],
})
const SECTIONS = [
  { policyId: 'a', rules: 150 },
  { policyId: 'b', rules: 150 },
]
const every = SECTIONS.flatMap(({ policyId, rules }) =>
  Array.from({ length: rules }, (_, place) => rule(policyId, place + 1)),
)
const page = (number: number): RulePage => ({
  items: every.slice(number * PAGE_SIZE, (number + 1) * PAGE_SIZE),
  total: every.length,
  sections: SECTIONS,
})
const pages = (...numbers: readonly number[]): RulePages =>
  new Map(numbers.map((number) => [number, page(number)]))
const at = (list: RulePages, place: number) => {
  const found = loadedRules(list).at(place)
  return found && `${found.id} ${found.policyId}/${found.sequence}`
}

describe('an edit of a list of which only some pages are here', () => {
  it('changes a field of one rule and leaves the other pages as they are', () => {
    const before = pages(0, 1)
    const after = patchRule(before, 'a-3', { enabled: false })
    expect(loadedRules(after).find('a-3')?.rule.enabled).toBe(false)
    expect(after.get(1)).toBe(before.get(1))
    expect(patchRule(before, 'b-150', { enabled: false })).toBe(before)
  })
  it('moves a rule within its policy and counts the places between anew', () => {
    const after = patchRule(pages(0, 1), 'a-120', { position: { before: 'a-2' } })
    expect([0, 1, 2, 119, 120].map((place) => at(after, place))).toEqual([
      'a-1 a/1',
      'a-120 a/2',
      'a-2 a/3',
      'a-119 a/120',
      'a-121 a/121',
    ])
  })
  it('moves a rule to another policy', () => {
    const after = patchRule(pages(0, 1), 'a-1', { toPolicy: 'b', position: { after: 'b-10' } })
    expect([0, 148, 158, 159, 160].map((place) => at(after, place))).toEqual([
      'a-2 a/1',
      'a-150 a/149',
      'b-10 b/10',
      'a-1 b/11',
      'b-11 b/12',
    ])
    expect(after.get(0)?.sections).toEqual([
      { policyId: 'a', rules: 149 },
      { policyId: 'b', rules: 151 },
    ])
    expect(at(patchRule(pages(0, 1), 'a-1', { toPolicy: 'b', position: { at: 'first' } }), 149)).toBe(
      'a-1 b/1',
    )
  })
  it('leaves a gap where a rule comes in from a page that is not here', () => {
    const after = patchRule(pages(0, 2), 'a-1', { toPolicy: 'b', position: { at: 'last' } })
    expect([98, 99, 299].map((place) => at(after, place))).toEqual(['a-100 a/99', undefined, 'a-1 b/151'])
  })
  it('closes the gap that deleted rules leave', () => {
    const after = removeRules(pages(0, 1), new Set(['a-1', 'a-2']))
    expect([0, 99].map((place) => loadedRules(after).at(place)?.id)).toEqual(['a-3', 'a-102'])
    expect(loadedRules(after).total).toBe(298)
    expect(after.get(0)?.sections[0]).toEqual({ policyId: 'a', rules: 148 })
  })
})
