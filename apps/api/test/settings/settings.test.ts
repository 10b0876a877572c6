import { AppError, getAbout, getSettings, listAuditEvents, updateSettings } from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
})
afterAll(() => manager.close())

it('changes only what is given, once per version, and is audited', async () => {
  const client = await manager.as('administrator')
  const before = await client.call(getSettings)
  const after = await client.call(
    updateSettings,
    { body: { organization: 'Acme' } },
    { ifMatch: before.etag },
  )
  expect(after).toEqual({ ...before, organization: 'Acme', etag: after.etag })
  const late = client.call(updateSettings, { body: { organization: 'Late' } }, { ifMatch: before.etag })
  await expect(late).rejects.toSatisfy(
    (error) => error instanceof AppError && error.code === 'precondition_failed',
  )
  const { items } = await client.call(listAuditEvents, { query: { action: 'settings.updated' } })
  expect(items[0]).toMatchObject({ before: { organization: 'Flowgate' }, after: { organization: 'Acme' } })
  expect(await client.call(getAbout)).toMatchObject({
    organization: 'Acme',
    database: 'embedded',
    demo: false,
  })
})
