import {
  createGroup,
  deleteRule,
  getRule,
  listAuditEvents,
  listRevisions,
  updateRule,
} from '@flowgate/shared'
import { expect, test } from '../../fixtures/test.ts'
import { ConsolePage } from '../../pages/console.page.ts'
import { publishInDialog } from '../../pages/publish.ts'

const address = { workloads: [], segments: [], addresses: ['198.51.100.0/24'], groups: [], identities: [] }
const mine = { draftId: 'mine' }

test('J06: a draft is compared with what is published, and published with a note', async ({
  page,
  manager,
}) => {
  const api = manager.api('admin')
  await api.call(createGroup, {
    params: mine,
    body: { id: 'partners', name: 'Partners', description: '', members: address, criteria: null },
  })
  const web = await api.call(getRule, { params: { ruleId: 'shop-web-app' }, query: { view: 'draft:mine' } })
  await api.call(
    updateRule,
    { params: { ...mine, policyId: web.policyId, ruleId: web.id }, body: { note: 'checked' } },
    { ifMatch: web.etag },
  )
  const off = await api.call(getRule, {
    params: { ruleId: 'dev-to-production' },
    query: { view: 'draft:mine' },
  })
  await api.call(
    deleteRule,
    { params: { ...mine, policyId: off.policyId, ruleId: off.id } },
    { ifMatch: off.etag },
  )

  const shown = new ConsolePage(page)
  await shown.open('/drafts')
  await expect(shown.pendingBar).toContainText('3 changes')
  await shown.pendingBar.getByRole('button', { name: 'Review' }).click()
  const changes = page.getByRole('list', { name: 'Changes' })
  const item = (name: string) => changes.getByRole('listitem').filter({ hasText: name })
  await expect(item('Partners')).toContainText(/added/i)
  await expect(item('Web to application')).toContainText(/modified/i)
  await expect(item('Development to production')).toContainText(/removed/i)

  await page.getByRole('tab', { name: 'As text' }).click()
  await expect(page.getByRole('textbox', { name: 'Policy set' }).last()).toContainText('id: partners')
  await expect(page.getByRole('textbox', { name: 'Policy set' }).first()).toContainText('dev-to-production')

  await page.getByRole('button', { name: 'Publish…' }).click()
  const revision = await publishInDialog(page, 'CHG-1', '12 of 12 hosts realized')
  const { items } = await api.call(listRevisions, { query: { limit: 1 } })
  expect(items[0]).toMatchObject({
    number: revision,
    note: 'CHG-1',
    changes: { added: 1, modified: 1, moved: 0, removed: 1 },
  })
  const { items: audit } = await api.call(listAuditEvents, { query: { objectKind: 'revision', limit: 5 } })
  expect(JSON.stringify(audit[0])).toContain('CHG-1')
  await shown.open(`/revisions/${revision}`)
  await expect(page.getByText('CHG-1')).toBeVisible()
  await expect(shown.pendingBar).toHaveCount(0)
})
