import { searchAll } from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
})
afterAll(() => manager.close())

it('finds users for those who may see them, the exact name first', async () => {
  await manager.db.user.create({ data: { id: 'u1', name: 'Walter', email: 'w@test.local', role: 'auditor' } })
  await manager.db.user.create({
    data: { id: 'u2', name: 'Big Walter', email: 'bw@test.local', role: 'auditor' },
  })
  const query = { q: 'walter' }
  const found = await (await manager.as('administrator')).call(searchAll, { query })
  expect(found.items.filter(({ kind }) => kind === 'user').map(({ name }) => name)).toEqual([
    'Walter',
    'Big Walter',
  ])
  const hidden = await (await manager.as('security-analyst')).call(searchAll, { query })
  expect(hidden.items).toEqual([])
})
