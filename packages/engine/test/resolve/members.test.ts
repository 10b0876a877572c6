import { describe, expect, test } from 'vitest'
import {
  type Criteria,
  criteriaHold,
  formatRange,
  previewCriteria,
  type Resolution,
  resolveGroups,
  type SecurityGroup,
  updateResolution,
} from '../../src/index.ts'
import { explainCriteria } from '../../src/resolve/criteria.ts'
import { findCycle } from '../../src/resolve/cycle.ts'
import { group, inventory, vnic, workload } from '../support/documents.ts'

const web = workload('web', { vnics: [vnic('v0', ['10.0.0.1'], 'lan'), vnic('v1', ['10.0.0.9'], 'san')] })
const db = workload('db', { vnics: [vnic('v0', ['10.0.0.2'], 'lan')] })
const away = workload('away', { vnics: [vnic('v0', [], null)] })
// Not in the order of their ids.
const WORKLOADS = [web, db, away]
const resolved = (...groups: readonly SecurityGroup[]): Resolution =>
  resolveGroups({ groups, inventory: inventory({ workloads: WORKLOADS }) })

describe('members, their ids, and the groups of each', () => {
  const groups = [
    group('whole', { workloads: ['web', 'db', 'gone'] }),
    group('lan', { segments: ['lan'] }),
    group('net', { addresses: ['10.0.0.8/30'] }),
    group('nest', { groups: ['whole', 'net', 'gone'] }),
    group('none', {}),
    group('all', {}, { criteria: { all: [] } }),
  ]
  const resolution = resolved(...groups)
  test.each([
    ['whole', ['db', 'web']],
    ['lan', ['db', 'web']],
    ['net', ['web']],
    ['nest', ['db', 'web']],
    ['none', []],
    ['all', ['away', 'db', 'web']],
    ['unknown', []],
  ])('%s', (id, wanted) => {
    expect(resolution.memberIds(id)).toEqual(wanted)
    expect(resolution.members(id).map((each) => each.workload)).toEqual(wanted)
    if (id === 'unknown') return
    for (const each of WORKLOADS)
      expect(resolution.groupsOf(each.id).includes(id), each.id).toBe(wanted.includes(each.id))
  })
  test('groups come sorted, and nobody is in none', () => {
    expect(resolution.groupsOf('web')).toEqual(['all', 'lan', 'nest', 'net', 'whole'])
    expect(resolution.groupsOf('unknown')).toEqual([])
    expect([...resolution.groupIds]).toEqual(['whole', 'lan', 'net', 'nest', 'none', 'all'])
  })
  test('a vNIC is in a group with its workload, by its segment or by its address', () => {
    const [v0, v1] = resolution.table.slots[0]?.vnics ?? []
    if (v0 === undefined || v1 === undefined) throw new Error('two vNICs were given')
    const held = (id: string) => [
      resolution.holdsVnic(id, 'web', v0),
      resolution.holdsVnic(id, 'web', v1),
      resolution.holdsVnic(id, 'unknown', v0),
    ]
    expect(held('whole')).toEqual([true, true, false])
    expect(held('lan')).toEqual([true, false, true])
    expect(held('net')).toEqual([false, true, false])
    expect(held('none')).toEqual([false, false, false])
  })
  test('addresses of a segment are those of all vNICs on it', () => {
    expect(resolution.addresses('lan').map(formatRange)).toEqual(['10.0.0.1-10.0.0.2'])
    expect(resolution.addresses('net').map(formatRange)).toEqual(['10.0.0.8/30'])
    expect(resolution.addresses('all').map(formatRange)).toEqual(['10.0.0.1-10.0.0.2', '10.0.0.9'])
    expect(resolution.addresses('lan')).toBe(resolution.addresses('lan'))
  })
  test('identities of nested groups too, sorted, each once', () => {
    const made = resolved(
      group('a', { groups: ['b'], identities: ['user:z', 'user:b'] }),
      group('b', { identities: ['user:a', 'user:z'] }),
    )
    expect(made.identities('a')).toEqual(['user:a', 'user:b', 'user:z'])
  })
  test('parts are the group and what is nested in it, nearest first, with the path', () => {
    const made = resolved(
      group('a', { groups: ['b', 'c'] }),
      group('b', { groups: ['d'] }),
      group('c', { groups: ['a'] }),
      group('d', {}),
    )
    expect(made.parts('a').map(({ direct, through }) => [direct.group.id, through])).toEqual([
      ['a', []],
      ['b', ['b']],
      ['c', ['c']],
      ['d', ['b', 'd']],
    ])
  })
})

describe('criteria', () => {
  const leaf = (over: object): Criteria =>
    ({ field: 'tag', scope: 'env', operator: 'equals', values: ['prod'], ...over }) as Criteria
  const estate = [
    workload('w1', { name: 'web-1', os: 'Debian', tags: [{ scope: 'env', value: 'prod' }] }),
    workload('w2', { name: 'web-2', os: null, tags: [{ scope: 'app', value: 'prod' }] }),
    workload('w3', {
      name: 'prod',
      os: 'prod',
      tags: [
        { scope: 'env', value: 'test' },
        { scope: 'env', value: 'prod-2' },
      ],
      vnics: [vnic('v', [], 'prod')],
    }),
    workload('w4', { name: 'env', os: 'test', tags: [{ scope: '', value: 'prod' }] }),
  ]
  const FIELDS = [
    { field: 'tag', scope: 'env' },
    { field: 'tag', scope: null },
    { field: 'tag', scope: '' },
    { field: 'name', scope: null },
    { field: 'os', scope: null },
    { field: 'segment', scope: null },
  ]
  const LEAVES = FIELDS.flatMap((field) =>
    ['equals', 'not-equals', 'in', 'starts-with', 'ends-with', 'contains', 'exists'].map((operator) =>
      leaf({ ...field, operator, values: operator === 'in' ? ['test', 'prod'] : ['prod'] }),
    ),
  )
  test('the index selects whom the tree holds for, for every leaf, alone, under not, in all and in any', () => {
    // One index for all: what one leaf has looked up must not answer another.
    const made = inventory({ workloads: estate })
    const trees = LEAVES.flatMap((each, i): Criteria[] => [
      each,
      { not: each },
      { all: [each, LEAVES[(i + 8) % LEAVES.length] ?? each] },
      { any: [each, LEAVES[(i + 8) % LEAVES.length] ?? each] },
    ])
    for (const tree of trees) {
      const wanted = estate.filter((each) => criteriaHold(tree, each)).map(({ id }) => id)
      expect(previewCriteria(tree, made), JSON.stringify(tree)).toEqual(wanted)
    }
  })
  test('each leaf against each workload', () => {
    const held = (over: object) => estate.filter((each) => criteriaHold(leaf(over), each)).map(({ id }) => id)
    expect(held({})).toEqual(['w1'])
    expect(held({ scope: null })).toEqual(['w1', 'w2', 'w4'])
    expect(held({ operator: 'not-equals' })).toEqual(['w2', 'w3', 'w4'])
    expect(held({ operator: 'starts-with' })).toEqual(['w1', 'w3'])
    expect(held({ operator: 'ends-with', values: ['-2'] })).toEqual(['w3'])
    expect(held({ operator: 'contains', values: ['-'] })).toEqual(['w3'])
    expect(held({ operator: 'exists' })).toEqual(['w1', 'w3'])
    expect(held({ field: 'os', scope: null })).toEqual(['w3'])
    expect(held({ field: 'os', scope: null, operator: 'exists' })).toEqual(['w1', 'w3', 'w4'])
    expect(held({ field: 'segment', scope: null })).toEqual(['w3'])
    expect(held({ field: 'name', scope: null, operator: 'in', values: ['env', 'prod'] })).toEqual([
      'w3',
      'w4',
    ])
  })
  test('why: the leaves that make it hold, or under not the ones that fail', () => {
    const [w1, , w3] = estate
    if (w1 === undefined || w3 === undefined) throw new Error('four were given')
    const env = leaf({})
    const other = leaf({ values: ['test'] })
    const told = (criteria: Criteria, of = w1) =>
      explainCriteria(criteria, of).map(
        ({ criterion, value, negated }) => `${negated ? 'not ' : ''}${criterion.values.join()} ${value}`,
      )
    expect(told(env)).toEqual(['prod env:prod'])
    expect(told(leaf({ scope: null }))).toEqual(['prod env:prod'])
    expect(told(leaf({ scope: '', operator: 'exists', values: [] }), w1)).toEqual([' null'])
    expect(told(leaf({ operator: 'not-equals', values: ['test'] }))).toEqual(['test null'])
    expect(told(leaf({ field: 'name', scope: null, operator: 'starts-with', values: ['web'] }))).toEqual([
      'web web-1',
    ])
    expect(told({ all: [env, leaf({ operator: 'exists', values: [] })] })).toEqual([
      'prod env:prod',
      ' env:prod',
    ])
    expect(told({ any: [other, env, leaf({ operator: 'exists', values: [] })] })).toEqual(['prod env:prod'])
    expect(told({ not: other })).toEqual(['not test null'])
    expect(told({ not: { any: [other, leaf({ scope: 'app' })] } })).toEqual([
      'not test null',
      'not prod null',
    ])
    expect(told({ not: { all: [env, other, leaf({ scope: 'app' })] } })).toEqual(['not test null'])
    expect(told({ not: { not: env } })).toEqual(['prod env:prod'])
    expect(told({ any: [] })).toEqual([])
    expect(told(leaf({ operator: 'in', values: ['prod-2', 'test'] }), w3)).toEqual(['prod-2,test env:test'])
  })
})

describe('cycles', () => {
  const found = (roots: readonly string[], edges: Readonly<Record<string, readonly string[]>>) =>
    findCycle(roots, (id) => edges[id] ?? [])
  test('from every root, each node once', () => {
    const asked: string[] = []
    const edges: Readonly<Record<string, readonly string[]>> = { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }
    const cycle = findCycle(['d', 'a', 'b'], (id) => {
      asked.push(id)
      return edges[id] ?? []
    })
    expect(cycle).toBeNull()
    // A node is asked once for each edge and once for its end.
    expect(asked.sort().join('')).toBe('aaabbccd')
  })
  test('the path is the cycle alone, not the way to it', () => {
    expect(found(['x'], { x: ['y'], y: ['z'], z: ['y'] })).toEqual(['y', 'z', 'y'])
    expect(found(['x', 'a'], { x: [], a: ['x', 'b'], b: ['a'] })).toEqual(['a', 'b', 'a'])
    expect(found(['x'], { x: ['x'] })).toEqual(['x', 'x'])
  })
})

describe('one change', () => {
  const start = resolved(
    group('g', { workloads: ['web'], addresses: ['10.0.0.2'] }),
    group('outer', { groups: ['g'] }),
    group('apart', { workloads: ['db'] }),
  )
  const withWeb = (over: object) =>
    updateResolution(start, { kind: 'workload', id: 'web', workload: { ...web, ...over } })

  test('an answer that the change does not touch is kept, one that it does is not', () => {
    const kept = start.addresses('apart')
    const outer = start.addresses('outer')
    const later = withWeb({ vnics: [vnic('v0', ['10.0.0.7'])] })
    expect(later.addresses('apart')).toBe(kept)
    expect(later.addresses('outer').map(formatRange)).toEqual(['10.0.0.2', '10.0.0.7'])
    expect(outer.map(formatRange)).toEqual(['10.0.0.1-10.0.0.2', '10.0.0.9'])
    expect(start.addresses('outer')).toBe(outer)
  })
  test('a number that has become free is used again, and nothing of its former workload is left', () => {
    const gone = updateResolution(start, { kind: 'workload', id: 'web', workload: null })
    expect(gone.table.slots[0]).toBeNull()
    expect(gone.memberIds('g')).toEqual(['db'])
    expect(gone.groupsOf('web')).toEqual([])
    const again = updateResolution(gone, { kind: 'workload', id: 'new', workload: workload('new') })
    expect(again.table.slots).toHaveLength(3)
    expect(again.table.byId.get('new')).toBe(0)
    expect(again.table.byId.has('web')).toBe(false)
    expect(again.memberIds('g')).toEqual(['db'])
    const back = updateResolution(again, { kind: 'workload', id: 'web', workload: web })
    expect(back.table.byId.get('web')).toBe(3)
    expect(back.memberIds('outer')).toEqual(['db', 'web'])
  })
  test('a workload that never was there cannot go, a segment changes no membership', () => {
    const table = updateResolution(start, { kind: 'workload', id: 'nobody', workload: null }).table
    expect(table).toBe(start.table)
    expect(updateResolution(start, { kind: 'segment', id: 'lan' })).toBe(start)
  })
  test('the 33rd workload takes another word', () => {
    let grown = resolved(group('all', {}, { criteria: { all: [] } }), group('few', { workloads: ['x40'] }))
    for (let i = 0; i < 40; i += 1)
      grown = updateResolution(grown, { kind: 'workload', id: `x${i}`, workload: workload(`x${i}`) })
    grown = updateResolution(grown, { kind: 'workload', id: 'x40', workload: workload('x40') })
    expect(grown.memberIds('all')).toHaveLength(44)
    expect(grown.memberIds('few')).toEqual(['x40'])
    const less = updateResolution(grown, { kind: 'workload', id: 'x35', workload: null })
    expect(less.memberIds('all')).toHaveLength(43)
    expect(grown.memberIds('all')).toHaveLength(44)
  })
  test('two with one id: the first answers', () => {
    const twice = resolveGroups({
      groups: [group('g', { workloads: ['web'] })],
      inventory: inventory({ workloads: [web, { ...db, id: 'web' }] }),
    })
    expect(twice.table.slots).toHaveLength(1)
    expect(twice.members('g').map(({ vnics }) => vnics)).toEqual([['v0', 'v1']])
  })
})
