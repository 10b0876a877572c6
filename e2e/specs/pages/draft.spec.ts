import { createGroup, listDrafts } from '@flowgate/shared'
import { expect, test } from '../../fixtures/test.ts'
import { visit } from '../../fixtures/visit.ts'
import { ConsolePage } from '../../pages/console.page.ts'

const members = { workloads: [], segments: [], addresses: ['192.0.2.1'], groups: [], identities: [] }

test('a draft with changes, and the bar that says so on every page', async ({ page, manager }) => {
  const api = manager.api('admin')
  await api.call(createGroup, {
    params: { draftId: 'mine' },
    body: { name: 'Not published yet', description: '', members, criteria: null },
  })
  const { items } = await api.call(listDrafts, { query: { limit: 1 } })
  const [draft] = items
  if (!draft) throw new Error('the edit made no draft')
  await visit(page, { path: `/drafts/${draft.id}`, heading: draft.name }, ['light', 'dark'])
  const shown = new ConsolePage(page)
  await expect(shown.pendingBar).toContainText('1 change')
  await visit(page, { path: '/inventory/groups', heading: 'Security groups' }, ['light', 'dark'])
  await expect(shown.pendingBar).toBeVisible()
})
