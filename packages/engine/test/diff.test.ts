import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffPolicySets, type PolicySet } from '../src/index.ts'
import { document, group, groups, policy, rule } from './support/documents.ts'
import { tinyDocument } from './support/tiny-world.ts'

const told = (before: PolicySet, after: PolicySet) =>
  diffPolicySets(before, after).changes.map(({ kind, id, change, fields }) =>
    [change, kind, id, ...fields.map(({ path }) => path.join('.'))].join(' '),
  )

const rules = ['a', 'b', 'c', 'd'].map((id) => rule(id))
const base = document({ groups: [group('g', {})], policies: [policy('p', rules), policy('q', [rule('x')])] })

test('field by field', () => {
  const after = document({
    settings: { defaultAction: 'allow', logDefault: false },
    groups: [group('g', { workloads: ['w'] }, { description: 'new' }), group('h', {})],
    policies: [
      policy('p', [rule('a', { sources: groups('g'), note: 'n' }), ...rules.slice(1, 3)], {
        appliedTo: ['g'],
      }),
      policy('q', [rule('x')]),
    ],
  })
  expect(told(base, after)).toEqual([
    'modified settings settings defaultAction',
    'modified group g description members.workloads',
    'added group h',
    'modified policy p appliedTo',
    'modified rule a sources.groups note',
    'removed rule d',
  ])
  const [settings] = diffPolicySets(base, after).changes
  expect(settings?.fields).toEqual([{ path: ['defaultAction'], before: 'drop', after: 'allow' }])
})

test('one rule moved is one move, whatever it passes', () => {
  const after = {
    ...base,
    policies: [policy('p', [rule('d'), ...rules.slice(0, 3)]), policy('q', [rule('x')])],
  }
  expect(diffPolicySets(base, after).changes).toEqual([
    {
      kind: 'rule',
      id: 'd',
      name: 'd',
      change: 'moved',
      fields: [],
      from: { category: 'application', policy: 'p', position: 3 },
      to: { category: 'application', policy: 'p', position: 0 },
    },
  ])
})

test('a policy moved does not move its rules; a rule may move to another policy', () => {
  const [p, q] = base.policies
  if (p === undefined || q === undefined) throw new Error('two policies')
  expect(told(base, { ...base, policies: [q, p] })).toHaveLength(1)
  expect(
    told(base, { ...base, policies: [policy('p', rules.slice(1)), policy('q', [rule('a'), rule('x')])] }),
  ).toEqual(['moved rule a'])
})

test('nothing changed, nothing told', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(tinyDocument, (made) => {
      expect(
        told(made, { ...made, groups: made.groups.toReversed(), services: made.services.toReversed() }),
      ).toEqual([])
    }),
    { numRuns: 50 },
  )
})

test('every object of one set only is added or removed, and the other way round', {
  timeout: 120_000,
}, () => {
  fc.assert(
    fc.property(tinyDocument, tinyDocument, (a, b) => {
      const there = diffPolicySets(a, b)
      const back = diffPolicySets(b, a)
      expect([back.added, back.removed, back.modified]).toEqual([there.removed, there.added, there.modified])
    }),
    { numRuns: 100 },
  )
})
