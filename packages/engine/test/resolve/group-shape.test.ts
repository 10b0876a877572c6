import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Criteria,
  type Criterion,
  criteriaHold,
  resolveGroups,
  type SecurityGroup,
} from '../../src/index.ts'
import { hasSameShape, maybeTurned } from '../../src/resolve/group-shape.ts'
import { group, inventory, vnic, workload } from '../support/documents.ts'

const shapeOf = (...groups: readonly SecurityGroup[]) =>
  resolveGroups({ groups, inventory: inventory() }).shape
const tag = (
  scope: string | null,
  operator: Criterion['operator'],
  ...values: readonly string[]
): Criterion => ({
  field: 'tag',
  scope,
  operator,
  values,
})
const byCriteria = (id: string, criteria: Criteria): SecurityGroup => group(id, {}, { criteria })
type Tags = readonly (readonly [string, string])[]
const withTags = (...tags: Tags) => workload('w', { tags: tags.map(([scope, value]) => ({ scope, value })) })

const SCOPES = ['env', 'tier'] as const
const VALUES = ['a', 'b', 'ab', ''] as const
const leaf: fc.Arbitrary<Criterion> = fc.record({
  field: fc.constantFrom('tag', 'tag', 'tag', 'name', 'os', 'segment'),
  scope: fc.constantFrom(...SCOPES, null),
  operator: fc.constantFrom(
    'equals',
    'equals',
    'not-equals',
    'in',
    'starts-with',
    'ends-with',
    'contains',
    'exists',
  ),
  values: fc.array(fc.constantFrom(...VALUES), { maxLength: 2 }),
})
const { tree } = fc.letrec<{ tree: Criteria }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ not: tie('tree') }),
  ),
}))
const anyWorkload = fc
  .record({
    name: fc.constantFrom(...VALUES),
    os: fc.constantFrom(...VALUES, null),
    segment: fc.constantFrom(...VALUES, null),
    tags: fc.array(fc.record({ scope: fc.constantFrom(...SCOPES), value: fc.constantFrom(...VALUES) }), {
      maxLength: 3,
    }),
  })
  .map(({ segment, ...over }) => workload('w', { ...over, vnics: [vnic('v', [], segment)] }))

test('a group whose criteria hold for one workload and not for the other may turn', () => {
  fc.assert(
    fc.property(
      fc.array(tree, { minLength: 1, maxLength: 6 }),
      anyWorkload,
      anyWorkload,
      (trees, before, after) => {
        const turned = maybeTurned(
          shapeOf(...trees.map((each, i) => byCriteria(`g${i}`, each))),
          before,
          after,
        )
        for (const [number, each] of trees.entries())
          if (criteriaHold(each, before) !== criteriaHold(each, after)) expect(turned).toContain(number)
      },
    ),
    { numRuns: 3_000, seed: 5 },
  )
})

test('only groups that ask for a tag of one of the two, or for something else than tags, may turn', () => {
  const shape = shapeOf(
    byCriteria('prod', tag('env', 'equals', 'prod')),
    byCriteria('test', tag('env', 'equals', 'test')),
    byCriteria('other', tag('env', 'in', 'dev', 'stage')),
    byCriteria('both', { all: [tag('tier', 'in', 'web', 'app'), tag('env', 'equals', 'dev')] }),
    byCriteria('either', { any: [tag('env', 'equals', 'dev'), tag('tier', 'equals', 'web')] }),
    byCriteria('open', { any: [tag('env', 'equals', 'dev'), tag('tier', 'exists')] }),
    byCriteria('not', { not: tag('env', 'equals', 'dev') }),
    byCriteria('unscoped', tag(null, 'equals', 'prod')),
    group('by hand', { workloads: ['w'] }),
  )
  const turned = (before: Tags, after: Tags) =>
    [...maybeTurned(shape, withTags(...before), withTags(...after))].sort((a, b) => a - b)
  expect(turned([['env', 'prod']], [['env', 'test']])).toEqual([0, 1, 5, 6, 7])
  // Of two conditions that must both hold, the one with fewer tags tells.
  expect(turned([], [['tier', 'web']])).toEqual([4, 5, 6, 7])
  expect(turned([], [['env', 'dev']])).toEqual([2, 3, 4, 5, 6, 7])
  expect(turned([['env', 'dev']], [['env', 'dev']])).toEqual([])
  const one = { ...withTags(['env', 'dev']), vnics: [vnic('v', ['10.0.0.9'])] }
  const other = withTags(['env', 'dev'])
  expect([...maybeTurned(shape, one, { ...other, vnics: [vnic('v', ['10.0.0.1'])] })]).toEqual([])
  for (const over of [{ name: 'n' }, { os: 'linux' }, { vnics: [vnic('v', [], 's')] }])
    expect(maybeTurned(shape, one, { ...other, ...over }).size).toBeGreaterThan(0)
})

test('what a change of a group may touch is known again where it nests, finds or places its members otherwise', () => {
  const before = byCriteria('g', tag('env', 'equals', 'prod'))
  const withMembers = (over: Partial<SecurityGroup['members']>): SecurityGroup => ({
    ...before,
    members: { ...before.members, ...over },
  })
  expect(hasSameShape(before, withMembers({ workloads: ['w'] }))).toBe(true)
  expect(hasSameShape(before, { ...before, name: 'n' })).toBe(true)
  expect(hasSameShape(before, { ...before, criteria: null })).toBe(false)
  expect(hasSameShape(before, withMembers({ groups: ['h'] }))).toBe(false)
  expect(hasSameShape(before, withMembers({ segments: ['s'] }))).toBe(false)
  expect(hasSameShape(before, withMembers({ addresses: ['10.0.0.1'] }))).toBe(false)
})

test('groups that hold single vNICs, and the groups that nest a group', () => {
  const { byPlace, parents } = shapeOf(
    group('a', { workloads: ['w'] }),
    group('b', { segments: ['s'], groups: ['a'] }),
    group('c', { addresses: ['10.0.0.0/8'], groups: ['a', 'b'] }),
  )
  expect(byPlace).toEqual([1, 2])
  expect(parents).toEqual(
    new Map([
      ['a', ['b', 'c']],
      ['b', ['c']],
    ]),
  )
})
