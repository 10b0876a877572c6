import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberArray, textArray } from '../../src/features/flows/store/array-literals.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

it('PostgreSQL reads back what was written, whatever the texts hold', async () => {
  const texts = [
    '',
    'NULL',
    null,
    '"',
    '\\',
    '\\"',
    '{a,b}',
    ' x ',
    'line\nbreak\ttab',
    'ümlaut 🦊',
    '\u001f',
    "'$1",
  ]
  const numbers = [0, null, -1, 1.5, 1_700_000_000_123, Number.MAX_SAFE_INTEGER]
  const [row] = await database.prisma.$queryRaw<{ t: unknown; n: unknown; none: unknown }[]>`
    SELECT ${textArray(texts)}::text[] AS t, ${numberArray(numbers)}::float8[] AS n, ${textArray([])}::text[] AS none`
  expect(row).toEqual({ t: texts, n: numbers, none: [] })
})
