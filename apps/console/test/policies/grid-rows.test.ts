import type { PolicyItem } from '@flowgate/shared'
import { describe, expect, it } from 'vitest'
import { GRID_COLUMNS } from '../../src/features/policies/model/columns.ts'
import { nextCell } from '../../src/features/policies/model/grid-keys.ts'
import { type GridRow, gridRows } from '../../src/features/policies/model/grid-rows.ts'

const policy = (id: string): PolicyItem => ({
  id,
  name: id,
  description: '',
  category: 'application',
  appliedTo: [],
  enabled: true,
  stateful: true,
  tcpStrict: false,
  etag: '1',
  change: null,
  sequence: 1,
  ruleCount: 0,
  changedRules: 0,
})
const policies = ['a', 'b', 'c'].map(policy)
const sections = [
  { policyId: 'a', rules: 2 },
  { policyId: 'c', rules: 3 },
]
const rowsOf = (folded: readonly string[] = [], filtered = false) =>
  gridRows({ policies, sections, collapsed: new Set(folded), filtered })
const text = (row: GridRow | undefined) =>
  row === undefined
    ? 'none'
    : row.kind === 'rule'
      ? `${row.policy.id}${row.index}`
      : `${row.kind} ${row.policy.id}`
const all = (rows: ReturnType<typeof rowsOf>) =>
  Array.from({ length: rows.count }, (_, row) => text(rows.at(row)))

describe('rows of the grid', () => {
  it('are headings with their rules, and a word for policies that have none', () => {
    expect(all(rowsOf())).toEqual([
      'section a',
      'a0',
      'a1',
      'section b',
      'none b',
      'section c',
      'c2',
      'c3',
      'c4',
    ])
    expect(text(rowsOf().at(9))).toBe('none')
  })
  it('leave out policies without a match when filtered, and rules of folded ones', () => {
    expect(all(rowsOf(['a'], true))).toEqual(['section a', 'section c', 'c2', 'c3', 'c4'])
    expect(rowsOf(['a']).ofRule(1)).toBeNull()
    expect(rowsOf(['a']).ofRule(2)).toBe(4)
  })
  it('are found again by the place of the rule, and know their heading', () => {
    const rows = rowsOf()
    for (const place of [0, 1, 2, 3, 4])
      expect(rows.at(rows.ofRule(place) ?? -1)).toMatchObject({ index: place })
    expect([0, 2, 4, 5, 8].map(rows.headingOf)).toEqual([0, 0, 3, 5, 5])
    expect(rows.ofRule(5)).toBeNull()
  })
})

describe('keys in the grid', () => {
  const to = (row: number, key: string, modified = false, rows = rowsOf()) =>
    nextCell({ row, column: 'name' }, key, rows, GRID_COLUMNS, modified)
  it('lead over headings to the next rule, and to the ends of the grid', () => {
    expect(to(2, 'ArrowDown')).toEqual({ row: 6, column: 'name' })
    expect(to(6, 'ArrowUp')).toEqual({ row: 2, column: 'name' })
    expect(to(1, 'ArrowUp')).toEqual({ row: 1, column: 'name' })
    expect(to(1, 'PageDown')).toEqual({ row: 8, column: 'name' })
    expect(to(8, 'Home', true)).toEqual({ row: 1, column: 'sequence' })
    expect(to(1, 'End', true)).toEqual({ row: 8, column: 'note' })
    expect(to(8, 'ArrowRight')).toEqual({ row: 8, column: 'id' })
    expect(to(8, 'x')).toBeNull()
  })
})
