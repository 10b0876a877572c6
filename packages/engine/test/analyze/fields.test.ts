import { describe, expect, test } from 'vitest'
import { fieldChanges } from '../../src/analyze/field-changes.ts'
import { diffPolicySets, type Policy } from '../../src/index.ts'
import { document, group, policy, rule } from '../support/documents.ts'

describe('fields', () => {
  test.each<[string, object, object, readonly unknown[]]>([
    ['nothing', { a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, []],
    ['a value', { a: 1, b: 2 }, { a: 1, b: 3 }, [[['b'], 2, 3]]],
    ['one that is new', {}, { a: null }, [[['a'], undefined, null]]],
    ['one that is gone', { a: 0 }, {}, [[['a'], 0, undefined]]],
    [
      'inside an object',
      { a: { b: { c: 1, d: 1 } } },
      { a: { b: { c: 2, d: 1 } } },
      [[['a', 'b', 'c'], 1, 2]],
    ],
    ['a list as a whole', { a: [1, 2] }, { a: [2, 1] }, [[['a'], [1, 2], [2, 1]]]],
    ['an object instead of a list', { a: [] }, { a: {} }, [[['a'], [], {}]]],
    ['an object instead of null', { a: null }, { a: { b: 1 } }, [[['a'], null, { b: 1 }]]],
    ['a text instead of a number', { a: 1 }, { a: '1' }, [[['a'], 1, '1']]],
    ['null instead of an object', { a: { b: 1 } }, { a: null }, [[['a'], { b: 1 }, null]]],
    [
      'in the order of the first, then what is new',
      { b: 1, a: 1 },
      { c: 1, a: 2, b: 2 },
      [
        [['b'], 1, 2],
        [['a'], 1, 2],
        [['c'], undefined, 1],
      ],
    ],
  ])('%s', (_, before, after, wanted) => {
    expect(fieldChanges(before, after).map(({ path, before: was, after: is }) => [path, was, is])).toEqual(
      wanted,
    )
  })
  test('skipped keys are skipped at the top alone', () => {
    const skip = new Set(['a'])
    expect(fieldChanges({ a: 1, b: { a: 1 } }, { a: 2, b: { a: 2 } }, skip)).toEqual([
      { path: ['b', 'a'], before: 1, after: 2 },
    ])
  })
})

describe('objects', () => {
  const told = (before: readonly Policy[], after: readonly Policy[]) =>
    diffPolicySets(document({ policies: before }), document({ policies: after })).changes.map(
      ({ kind, id, change, from, to, fields }) => {
        const place = (at: typeof from) =>
          at === null ? '-' : `${at.category}/${at.policy ?? ''}${at.position}`
        return `${kind} ${id} ${change} ${place(from)} ${place(to)} ${fields.map(({ path }) => path.join('.')).join()}`
      },
    )
  const [a, b, c] = [rule('a'), rule('b'), rule('c')]
  test('rules added, removed and changed, with their places', () => {
    expect(told([policy('p', [a, b])], [policy('p', [c, { ...b, note: 'x', log: true }])])).toEqual([
      'rule c added - application/p0 ',
      'rule b modified application/p1 application/p1 log,note',
      'rule a removed application/p0 - ',
    ])
  })
  test('of three rules in another order, one has moved', () => {
    expect(told([policy('p', [a, b, c])], [policy('p', [c, a, b])])).toEqual([
      'rule c moved application/p2 application/p0 ',
    ])
  })
  test('into another policy, changed or not', () => {
    const before = [policy('p', [a, b]), policy('q', [c])]
    expect(told(before, [policy('p', [b]), policy('q', [c, { ...a, log: true }])])).toEqual([
      'rule a modified application/p0 application/q1 log',
    ])
    expect(told(before, [policy('p', [b]), policy('q', [a, c])])).toEqual([
      'rule a moved application/p0 application/q0 ',
    ])
  })
  test('policies: their own place is by category; their rules are no field of theirs', () => {
    const before = [policy('p', [a]), policy('q', []), policy('e', [], { category: 'emergency' })]
    expect(
      told(before, [policy('q', []), policy('p', [a]), policy('e', [], { category: 'emergency' })]),
    ).toHaveLength(1)
    expect(
      told(before, [policy('p', []), policy('q', []), policy('e', [], { category: 'emergency' })]),
    ).toEqual(['rule a removed application/p0 - '])
    expect(
      told(before, [policy('p', [a]), policy('q', [], { category: 'emergency' }), before[2] as Policy]),
    ).toEqual(['policy q modified application/1 emergency/0 category'])
  })
  test('every kind, counted', () => {
    const before = document({ groups: [group('g', {})], policies: [policy('p', [a, b])] })
    const after = document({
      settings: { defaultAction: 'allow', logDefault: false },
      groups: [group('h', {}, { name: 'new' })],
      policies: [policy('p', [b, a])],
    })
    const { changes, ...counts } = diffPolicySets(before, after)
    expect(counts).toEqual({ added: 1, removed: 1, modified: 1, moved: 1 })
    expect(changes.map(({ kind, id, name, change }) => `${kind} ${id} ${name} ${change}`)).toEqual([
      'settings settings settings modified',
      'group h new added',
      'group g g removed',
      expect.stringMatching(/^rule [ab] [ab] moved$/),
    ])
  })
})
