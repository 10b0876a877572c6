import { makeGroup, makePolicy, makePolicySet, makeRule } from '@flowgate/seed'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentOf } from '../../src/features/documents/document-content.read-model.ts'
import { byRank, PolicyContent } from '../../src/features/drafts/content.read-model.ts'
import { newId, newRuleIds } from '../../src/features/drafts/ids.read-model.ts'
import { mergeDraft } from '../../src/features/drafts/merge.ts'
import { objectChanges } from '../../src/features/drafts/object-changes.read-model.ts'
import { placed, writeOf } from '../../src/features/drafts/objects.read-model.ts'
import { ranksAt, rerank } from '../../src/features/drafts/ranks.read-model.ts'
import { writesBetween } from '../../src/features/drafts/selection.read-model.ts'

const EMPTY = PolicyContent.empty()
const named = (name: string, rules: readonly string[]) =>
  makePolicy({ id: name, name, rules: rules.map((id) => makeRule({ id, name: id })) })
const set = (order: readonly string[], rules: readonly string[]) =>
  makePolicySet({ policies: order.map((name) => named(name, name === order[0] ? rules : [])) })
const shuffled = (items: readonly string[]) => fc.shuffledSubarray([...items], { minLength: items.length })
const letters = [...'abcdefgh']

describe('order', () => {
  it('of a list is what was asked for, with as many ranks kept as can be', () => {
    fc.assert(
      fc.property(shuffled(letters), fc.shuffledSubarray(letters), (before, after) => {
        const first = rerank(before.map(() => null))
        const known = new Map(before.map((id, index) => [id, first[index] ?? null]))
        const ranks = rerank(after.map((id) => known.get(id) ?? null))
        const objects = after.map((id, index) => ({ id, rank: ranks[index] ?? '' }))
        expect(objects.toSorted(byRank).map(({ id }) => id)).toEqual(after)
        expect(new Set(ranks).size).toBe(ranks.length)
        if (after.every((id, index) => known.get(id) === first[index]))
          expect(ranks).toEqual(first.slice(0, ranks.length))
      }),
    )
  })

  it('leaves what is moved back where it was as it was', () => {
    const ranks = rerank([null, null, null])
    const list = ['a', 'b', 'c'].map((id, index) => ({ id, rank: ranks[index] ?? '' }))
    const others = list.filter(({ id }) => id !== 'b')
    expect(ranksAt(others, 1, 1, ranks[1])).toEqual([ranks[1]])
    expect(ranksAt(others, 0, 1, ranks[1])).not.toEqual([ranks[1]])
  })

  it('finds room where two drafts chose the same rank', () => {
    const tied = [
      { id: 'a', rank: 'a1' },
      { id: 'b', rank: 'a1' },
      { id: 'c', rank: 'a2' },
    ]
    const [rank = ''] = ranksAt(tied, 1, 1)
    expect(rank > 'a1' && rank < 'a2').toBe(true)
  })
})

describe('the hash of a policy set', () => {
  it('does not depend on how the set came about, and does on order and content', () => {
    fc.assert(
      fc.property(shuffled(letters), shuffled(letters), (from, to) => {
        const start = contentOf(set(from, ['r', 's', 't']), EMPTY)
        const direct = contentOf(set(to, ['t', 's', 'r']), EMPTY)
        const byWay = contentOf(set(to, ['t', 's', 'r']), start)
        const edited = start.with(writesBetween(start, byWay))
        expect(edited.hash).toBe(direct.hash)
        expect(edited.policySet).toEqual(direct.policySet)
        const other = contentOf(set(to, ['s', 't', 'r']), EMPTY)
        expect(other.hash).not.toBe(direct.hash)
      }),
      { numRuns: 50 },
    )
  })

  it('does not depend on the order of what is a set, nor on the spelling of addresses', () => {
    const group = (addresses: string[]) =>
      makePolicySet({ groups: [makeGroup({ id: 'g', name: 'g', members: { addresses } })] })
    const one = contentOf(group(['10.0.0.1', 'fd00::1']), EMPTY)
    expect(contentOf(group(['FD00:0::1', '10.0.0.1/32']), EMPTY).hash).toBe(one.hash)
    expect(objectChanges(one, contentOf(group(['FD00:0::1', '10.0.0.1/32']), one))).toEqual([])
  })
})

it('says that a rule moved only where the order of what stayed is another one', () => {
  const before = contentOf(set(['p'], ['r', 's', 't']), EMPTY)
  const moved = contentOf(set(['p'], ['t', 'r', 's']), before)
  expect(objectChanges(before, moved)).toMatchObject([{ id: 't', change: 'moved', fields: ['position'] }])
  const rule = before.get('rule', 's')
  if (rule === undefined) throw new Error('s is in the set')
  const elsewhere = before.with([writeOf(placed(rule, { rank: `${rule.rank}V` }))])
  expect(objectChanges(before, elsewhere)).toEqual([])
})

describe('ids', () => {
  it('are made from names, the same way each time', () => {
    expect(newId(EMPTY, 'group', 'VM1_SG')).toBe('VM1_SG')
    expect(newId(EMPTY, 'group', '  Über uns / Web ')).toBe('Uber-uns-Web')
    expect(newId(EMPTY, 'service', 'https')).toBe('https-2')
    const taken = contentOf(set(['p'], []), EMPTY)
    expect(newId(taken, 'policy', 'p')).toBe('p-2')
    expect(newRuleIds([taken], 'p', 2)).toEqual(['p-1', 'p-2'])
    expect(newRuleIds([contentOf(set(['p'], ['p-7']), EMPTY)], 'p', 1)).toEqual(['p-8'])
  })
})

describe('a merge', () => {
  const base = contentOf(set(['a', 'b', 'c'], ['r', 's', 't']), EMPTY)
  const merge = (mine: PolicyContent, theirs: PolicyContent) =>
    mergeDraft({ base, mine, theirs }, writesBetween(base, mine), 'mine')

  it('of changes to different objects has both, whichever side is first', () => {
    const one = contentOf(set(['a', 'b', 'c'], ['r', 's', 't', 'u']), base)
    const other = contentOf(set(['a', 'c', 'b'], ['r', 's', 't']), base)
    const there = merge(one, other)
    const back = merge(other, one)
    expect([there.conflicts, back.conflicts]).toEqual([[], []])
    expect(other.with(there.writes).hash).toBe(one.with(back.writes).hash)
  })

  it('of the same change on both sides leaves nothing to do', () => {
    const same = contentOf(set(['c', 'a', 'b'], ['r', 's', 't']), base)
    expect(merge(same, same)).toEqual({ writes: [], conflicts: [] })
  })

  it('puts two new rules that chose one rank next to each other', () => {
    const one = contentOf(set(['a', 'b', 'c'], ['r', 's', 't', 'mine']), base)
    const other = contentOf(set(['a', 'b', 'c'], ['r', 's', 't', 'theirs']), base)
    const merged = other.with(merge(one, other).writes)
    const rules = merged.rulesOf('a')
    expect(rules.map(({ id }) => id)).toEqual(['r', 's', 't', 'theirs', 'mine'])
    expect(new Set(rules.map(({ rank }) => rank)).size).toBe(5)
  })
})
