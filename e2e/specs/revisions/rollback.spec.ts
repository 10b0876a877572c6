import { createGroup, listRevisions, publishDraft } from '@flowgate/shared'
import { expect, test } from '../../fixtures/test.ts'
import { ConsolePage } from '../../pages/console.page.ts'
import { publishInDialog } from '../../pages/publish.ts'

const members = { workloads: [], segments: [], addresses: ['192.0.2.1'], groups: [], identities: [] }

test('J08: an older revision returns as a draft and is published again', async ({ page, manager }) => {
  const api = manager.api('admin')
  const { items } = await api.call(listRevisions, { query: { limit: 1 } })
  const [start] = items
  if (!start) throw new Error('the estate starts with a revision')
  await api.call(createGroup, {
    params: { draftId: 'mine' },
    body: { name: 'A mistake', description: '', members, criteria: null },
  })
  await api.call(publishDraft, { params: { draftId: 'mine' }, body: { note: 'the mistake' } })

  const shown = new ConsolePage(page)
  await shown.open('/revisions')
  await page
    .getByRole('link', { name: `r${start.number}`, exact: true })
    .first()
    .click()
  await expect(shown.heading).toHaveText(`Revision ${start.number}`)
  await page.getByRole('button', { name: 'Roll back to it…' }).click()
  const dialog = page.getByRole('dialog', { name: `Roll back to revision ${start.number}?` })
  await expect(dialog).toContainText('1 object will return')
  await expect(dialog.getByRole('list', { name: 'Changes' })).toContainText('A mistake')
  await dialog.getByRole('button', { name: 'Open as draft' }).click()

  await page.getByRole('button', { name: 'Publish…' }).click()
  const revision = await publishInDialog(page, 'roll back', '12 of 12 hosts realized')
  const after = await api.call(listRevisions, { query: { limit: 1 } })
  expect(after.items[0]).toMatchObject({ number: revision, hash: start.hash, note: 'roll back' })
})
