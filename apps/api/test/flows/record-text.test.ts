import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recordFields } from '../../src/features/flows/store/record-text.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const text = fc.oneof(
  fc.constantFrom('', ' ', ',', '"', '""', '\\', '(', ')', 'a,b', '(")', 'NULL', '\n', 'ü€😀'),
  fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll('\0', '')),
)

it('reads rows back as PostgreSQL writes them, whatever their fields hold', async () => {
  const rows = fc.sample(fc.tuple(fc.option(text), fc.option(text), fc.option(text)), {
    seed: 11,
    numRuns: 300,
  })
  const { rows: written } = await database.pool.query<{ record: string }>(
    'SELECT ROW(a, b, c)::text AS record FROM unnest($1::text[], $2::text[], $3::text[]) AS given(a, b, c)',
    [0, 1, 2].map((column) => rows.map((row) => row[column])),
  )
  expect(written.map(({ record }) => recordFields(record))).toEqual(rows)
})

it('refuses what is no row', () => {
  for (const broken of ['', 'a', '(', '(a', '("a', '("a"b)', '(a)b', '(a),'])
    expect(() => recordFields(broken)).toThrow('is no row')
})
