import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Criteria,
  criteriaHold,
  findGroupCycle,
  formatRange,
  previewCriteria,
  type Resolution,
  type ResolutionChange,
  resolveGroups,
  type SecurityGroup,
  updateResolution,
  type Workload,
} from '../src/index.ts'
import { group, inventory, vnic, workload } from './support/documents.ts'

const web = workload('web', {
  name: 'web-01',
  os: 'Debian 12',
  tags: [
    { scope: 'env', value: 'prod' },
    { scope: '', value: 'dmz' },
  ],
  vnics: [vnic('v0', ['10.0.0.1', 'fd00::1'], 'lan'), vnic('v1', ['192.168.0.1'], 'san')],
})

describe('a member and its reasons', () => {
  const reasons = (groups: readonly SecurityGroup[]) => {
    const [member] = resolveGroups({
      groups,
      inventory: inventory({ workloads: [web, workload('other')] }),
    }).members('g')
    return member
  }
  test('static', () => {
    expect(reasons([group('g', { workloads: ['web', 'gone'] })])).toEqual({
      workload: 'web',
      vnics: ['v0', 'v1'],
      reasons: [{ kind: 'static', through: [] }],
    })
  })
  test('on a segment only the vNIC there is in it', () => {
    expect(reasons([group('g', { segments: ['san'] })])).toEqual({
      workload: 'web',
      vnics: ['v1'],
      reasons: [{ kind: 'segment', segment: 'san', vnic: 'v1', through: [] }],
    })
  })
  test('by an address, with the member as written', () => {
    expect(reasons([group('g', { addresses: ['10.0.0.0/24', '10.0.0.1-10.0.0.2'] })])).toEqual({
      workload: 'web',
      vnics: ['v0'],
      reasons: [
        { kind: 'address', member: '10.0.0.0/24', address: '10.0.0.1', vnic: 'v0', through: [] },
        { kind: 'address', member: '10.0.0.1-10.0.0.2', address: '10.0.0.1', vnic: 'v0', through: [] },
      ],
    })
  })
  test('by criteria, with the leaf that held and the tag that made it', () => {
    const leaf = { field: 'tag', scope: 'env', operator: 'equals', values: ['prod'] } as const
    const other = { field: 'name', scope: null, operator: 'starts-with', values: ['db'] } as const
    expect(reasons([group('g', {}, { criteria: { all: [leaf, { not: other }] } })])?.reasons).toEqual([
      { kind: 'criterion', criterion: leaf, value: 'env:prod', negated: false, through: [] },
      { kind: 'criterion', criterion: other, value: null, negated: true, through: [] },
    ])
  })
  test('through nested groups, by the shortest path', () => {
    const groups = [
      group('g', { groups: ['far', 'near'] }),
      group('far', { groups: ['near'] }),
      group('near', { workloads: ['web'] }),
    ]
    expect(reasons(groups)?.reasons).toEqual([{ kind: 'static', through: ['near'] }])
  })
})

test('addresses are merged, those of members and those written', () => {
  const groups = [
    group('g', { workloads: ['web'], addresses: ['10.0.0.2-10.0.0.3'], groups: ['h'] }),
    group('h', { segments: ['san'] }),
  ]
  const resolution = resolveGroups({ groups, inventory: inventory({ workloads: [web] }) })
  expect(resolution.addresses('g').map(formatRange)).toEqual(['10.0.0.1-10.0.0.3', '192.168.0.1', 'fd00::1'])
  expect(resolution.addresses('h').map(formatRange)).toEqual(['192.168.0.1'])
  expect(resolution.groupsOf('web')).toEqual(['g', 'h'])
  expect(resolution.addresses('nobody')).toEqual([])
})

describe('criteria leaves', () => {
  const leaf = (over: object): Criteria =>
    ({ field: 'tag', scope: 'env', operator: 'equals', values: ['prod'], ...over }) as Criteria
  test.each([
    [true, leaf({})],
    [false, leaf({ scope: 'app' })],
    [true, leaf({ scope: null })],
    [true, leaf({ scope: '', values: ['dmz'] })],
    [false, leaf({ values: ['Prod'] })],
    [true, leaf({ operator: 'not-equals', values: ['test'] })],
    [false, leaf({ operator: 'not-equals' })],
    [true, leaf({ operator: 'not-equals', scope: 'app' })],
    [true, leaf({ operator: 'in', values: ['test', 'prod'] })],
    [true, leaf({ operator: 'exists', values: [] })],
    [false, leaf({ operator: 'exists', scope: 'app', values: [] })],
    [true, leaf({ field: 'name', scope: null, operator: 'ends-with', values: ['-01'] })],
    [true, leaf({ field: 'os', scope: null, operator: 'contains', values: ['bian'] })],
    [true, leaf({ field: 'segment', scope: null, operator: 'equals', values: ['san'] })],
    [false, leaf({ field: 'segment', scope: null, operator: 'not-equals', values: ['san'] })],
    [true, { all: [] }],
    [false, { any: [] }],
    [true, { not: { any: [] } }],
  ])('%s: %j', (expected, criteria) => {
    expect(criteriaHold(criteria, web)).toBe(expected)
    expect(
      previewCriteria(criteria, inventory({ workloads: [workload('other'), web] })).includes('web'),
    ).toBe(expected)
  })
})

test('a cycle is found and shown as its path', () => {
  const groups = [
    group('a', { groups: ['b'] }),
    group('b', { groups: ['d', 'c'] }),
    group('c', { groups: ['b'] }),
    group('d', {}),
  ]
  expect(findGroupCycle(groups)).toEqual(['b', 'c', 'b'])
  expect(findGroupCycle([group('a', { groups: ['a'] })])).toEqual(['a', 'a'])
  expect(findGroupCycle([group('a', { groups: ['b', 'b'] }), group('b', {})])).toBeNull()
})

test('nesting as deep as memory allows is no danger to the stack, and costs each group once', {
  timeout: 120_000,
}, () => {
  const groups = Array.from({ length: 50_000 }, (_, i) =>
    group(`g${i}`, i === 49_999 ? { workloads: ['web'] } : { groups: [`g${i + 1}`] }),
  )
  expect(findGroupCycle(groups)).toBeNull()
  const resolution = resolveGroups({ groups, inventory: inventory({ workloads: [workload('web')] }) })
  for (const { id } of groups) expect(resolution.memberIds(id)).toEqual(['web'])
  const [first] = resolution.members('g49990')
  expect(first?.reasons).toEqual([
    { kind: 'static', through: Array.from({ length: 9 }, (_, i) => `g${49_991 + i}`) },
  ])
})

test('groups that contain each other all hold what any of them holds', () => {
  const resolution = resolveGroups({
    groups: [
      group('a', { groups: ['b'], workloads: ['w1'] }),
      group('b', { groups: ['c'], workloads: ['w2'] }),
      group('c', { groups: ['b'], workloads: ['w3'] }),
    ],
    inventory: inventory({ workloads: ['w1', 'w2', 'w3'].map((id) => workload(id)) }),
  })
  expect(['a', 'b', 'c', 'b'].map((id) => resolution.memberIds(id).join(' '))).toEqual([
    'w1 w2 w3',
    'w2 w3',
    'w2 w3',
    'w2 w3',
  ])
})

const WORKLOADS = ['w1', 'w2', 'w3', 'w4'] as const
const GROUPS = ['g1', 'g2', 'g3', 'g4'] as const
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  values.length === 0 ? fc.constant([]) : fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 })

const anyWorkload = (id: string): fc.Arbitrary<Workload> =>
  fc
    .record({
      env: fc.constantFrom('a', 'b'),
      segment: fc.constantFrom('n1', 'n2', null),
      addresses: some(['10.0.0.1', '10.0.0.2', '10.0.0.3', 'fd00::1']),
    })
    .map(({ env, segment, addresses }) =>
      workload(id, {
        tags: [{ scope: 'env', value: env }],
        vnics: [vnic('v0', addresses, segment), vnic('v1', [])],
      }),
    )

/** Groups nest only later ones, so that there is no cycle. */
const anyGroup = (id: (typeof GROUPS)[number]): fc.Arbitrary<SecurityGroup> =>
  fc
    .record({
      workloads: some(WORKLOADS),
      segments: some(['n1', 'n2']),
      groups: some(GROUPS.slice(GROUPS.indexOf(id) + 1)),
      addresses: some(['10.0.0.0/31', '10.0.0.3', 'fd00::/64']),
      identities: some(['user:ann']),
      criteria: fc.constantFrom<Criteria | null>(
        null,
        { field: 'tag', scope: 'env', operator: 'equals', values: ['a'] },
        { not: { field: 'segment', scope: null, operator: 'equals', values: ['n1'] } },
        { all: [] },
      ),
    })
    .map(({ criteria, ...members }) => group(id, members, { criteria }))

const change: fc.Arbitrary<ResolutionChange> = fc.oneof(
  fc
    .constantFrom(...WORKLOADS)
    .chain((id) =>
      fc.option(anyWorkload(id)).map((made) => ({ kind: 'workload' as const, id, workload: made })),
    ),
  fc
    .constantFrom(...GROUPS)
    .chain((id) => fc.option(anyGroup(id)).map((made) => ({ kind: 'group' as const, id, group: made }))),
  fc.constantFrom('n1', 'n2').map((id) => ({ kind: 'segment' as const, id })),
)

const answers = (resolution: Resolution) => ({
  groups: GROUPS.map((id) => [
    resolution.members(id),
    resolution.memberIds(id),
    resolution.addresses(id).map(formatRange),
    resolution.identities(id),
  ]),
  workloads: WORKLOADS.map((id) => resolution.groupsOf(id)),
})

test('after any sequence of changes, a kept-up resolution equals a full one, and old ones stay as they were', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 14 }), (changes) => {
      const workloads = new Map<string, Workload>()
      const groups = new Map<string, SecurityGroup>()
      let resolution = resolveGroups({ groups: [], inventory: inventory() })
      for (const step of changes) {
        const before = resolution
        const answered = answers(before)
        resolution = updateResolution(before, step)
        if (step.kind === 'workload') put(workloads, step.id, step.workload)
        if (step.kind === 'group') put(groups, step.id, step.group)
        const full = resolveGroups({
          groups: [...groups.values()],
          inventory: inventory({ workloads: [...workloads.values()] }),
        })
        expect(answers(resolution)).toEqual(answers(full))
        expect(answers(before)).toEqual(answered)
      }
    }),
    { numRuns: 1_500, seed: 11 },
  )
})

function put<T>(map: Map<string, T>, id: string, value: T | null): void {
  if (value === null) map.delete(id)
  else map.set(id, value)
}
