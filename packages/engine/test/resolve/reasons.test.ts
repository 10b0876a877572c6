import { describe, expect, test } from 'vitest'
import {
  type Criteria,
  formatRange,
  resolveGroups,
  type SecurityGroup,
  updateResolution,
} from '../../src/index.ts'
import { explainCriteria } from '../../src/resolve/criteria.ts'
import { group, inventory, vnic, workload } from '../support/documents.ts'

const web = workload('web', {
  vnics: [vnic('v0', ['10.0.0.1', '10.0.0.7'], 'lan'), vnic('v1', ['10.0.0.4'], null)],
  tags: [
    { scope: 'app', value: 'prod' },
    { scope: 'env', value: 'test' },
    { scope: 'env', value: 'prod' },
  ],
})
const resolved = (...groups: readonly SecurityGroup[]) =>
  resolveGroups({ groups, inventory: inventory({ workloads: [web, workload('other')] }) })
const reasons = (made: SecurityGroup) => resolved(made).members(made.id)[0]?.reasons

describe('reasons', () => {
  test('an address is told with each member that holds it, up to both its ends, and with no other', () => {
    const members = ['10.0.0.0-10.0.0.1', '10.0.0.1-10.0.0.2', '10.0.0.2-10.0.0.4', '10.0.0.5', '10.0.0.7']
    const told = reasons(group('g', { addresses: members }))?.map((each) =>
      each.kind === 'address' ? `${each.vnic} ${each.address} ${each.member}` : each.kind,
    )
    expect(told).toEqual([
      'v0 10.0.0.1 10.0.0.0-10.0.0.1',
      'v0 10.0.0.1 10.0.0.1-10.0.0.2',
      'v0 10.0.0.7 10.0.0.7',
      'v1 10.0.0.4 10.0.0.2-10.0.0.4',
    ])
  })
  test('criteria that hold for everybody give a reason without a leaf', () => {
    expect(reasons(group('g', {}, { criteria: { all: [] } }))).toEqual([
      { kind: 'criterion', criterion: null, value: null, negated: false, through: [] },
    ])
  })
  test('a tag is told with the scope that was asked for', () => {
    const leaf = (over: object) =>
      ({ field: 'tag', scope: 'env', operator: 'equals', values: ['prod'], ...over }) as Criteria
    const value = (criteria: Criteria) => explainCriteria(criteria, web)[0]?.value
    expect(value(leaf({}))).toBe('env:prod')
    expect(value(leaf({ scope: null }))).toBe('app:prod')
    expect(value(leaf({ scope: null, values: ['test'] }))).toBe('env:test')
    expect(value(leaf({ operator: 'ends-with', values: ['st'] }))).toBe('env:test')
    expect(value(leaf({ operator: 'contains', values: ['ro'] }))).toBe('env:prod')
    // No value made it hold: there was none to.
    expect(value(leaf({ operator: 'not-equals', values: ['other'] }))).toBeNull()
    expect(value(leaf({ operator: 'not-equals', values: ['prod'] }))).toBeNull()
  })
})

describe('nested groups', () => {
  const ids = (made: ReturnType<typeof resolved>, id: string) => [
    made.memberIds(id),
    made.addresses(id).map(formatRange),
    made.identities(id),
  ]
  const held = [['web'], ['10.0.0.1', '10.0.0.4', '10.0.0.7', '10.9.0.0/30'], ['user:a', 'user:b']]
  const parts = {
    web: group('web', { workloads: ['web'], identities: ['user:b'] }),
    net: group('net', { addresses: ['10.9.0.0/31'] }),
    more: group('more', { addresses: ['10.9.0.2/31'], identities: ['user:a'] }),
  }
  const leaves = Object.values(parts)
  test.each<[string, readonly SecurityGroup[]]>([
    ['side by side', [group('top', { groups: ['web', 'net', 'more'] })]],
    [
      'one below the other',
      [
        group('top', { groups: ['a'] }),
        group('a', { groups: ['b', 'web'] }),
        group('b', { groups: ['net', 'more'] }),
      ],
    ],
    [
      'by two ways',
      [
        group('top', { groups: ['a', 'b'] }),
        group('a', { groups: ['b', 'net'] }),
        group('b', { groups: ['web', 'more', 'gone'] }),
      ],
    ],
    [
      'in a ring',
      [
        group('top', { groups: ['a'] }),
        group('a', { groups: ['b', 'web'] }),
        group('b', { groups: ['top', 'net', 'more'] }),
      ],
    ],
    [
      'leading into a ring',
      [
        group('top', { groups: ['a'] }),
        group('a', { groups: ['b', 'web'] }),
        group('b', { groups: ['a', 'net', 'more'] }),
      ],
    ],
  ])('%s hold the same, whichever is asked first', (_, around) => {
    for (const first of ['top', 'a', 'b', 'web']) {
      const made = resolved(...around, ...leaves)
      made.memberIds(first)
      expect(ids(made, 'top')).toEqual(held)
      expect(ids(made, 'net')).toEqual([[], ['10.9.0.0/31'], []])
    }
  })
})

test('a group comes, changes and goes; those that nest it follow', () => {
  const start = resolved(group('top', { groups: ['g'] }), group('side', { groups: ['g'] }))
  expect([start.memberIds('top'), start.memberIds('side')]).toEqual([[], []])
  const change = (from: typeof start, made: SecurityGroup | null) =>
    updateResolution(from, { kind: 'group', id: 'g', group: made })
  const there = change(start, group('g', { workloads: ['web'] }))
  expect([there.memberIds('top'), there.memberIds('side'), there.groupsOf('web')]).toEqual([
    ['web'],
    ['web'],
    ['g', 'side', 'top'],
  ])
  const other = change(there, group('g', {}, { criteria: { not: { all: [] } } }))
  expect([other.memberIds('top'), other.memberIds('side')]).toEqual([[], []])
  const all = change(other, group('g', {}, { criteria: { all: [] } }))
  expect(all.memberIds('top')).toEqual(['other', 'web'])
  const gone = change(all, null)
  expect([gone.memberIds('top'), gone.memberIds('side'), [...gone.groupIds]]).toEqual([
    [],
    [],
    ['top', 'side'],
  ])
  expect(there.memberIds('top')).toEqual(['web'])
})
