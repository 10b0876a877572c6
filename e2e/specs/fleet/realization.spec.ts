import { createGroup, getFleetHost, publishDraft } from '@flowgate/shared'
import { expect, test } from '../../fixtures/test.ts'
import { ConsolePage } from '../../pages/console.page.ts'

const empty = { workloads: [], segments: [], addresses: ['203.0.113.7'], groups: [], identities: [] }

test('J14: a host that is away is shown as stale and catches up by itself', async ({ page, manager }) => {
  const api = manager.api('admin')
  const fleet = new ConsolePage(page)
  await fleet.open('/enforcement')
  await expect(page.getByText(/^12 of 12 hosts enforce revision/)).toBeVisible()
  const row = page.getByRole('grid', { name: 'Hosts' }).getByRole('row').filter({ hasText: 'host-07' })

  await row.getByRole('button', { name: /^Simulate/ }).click()
  await page.getByRole('menuitem', { name: 'Take it offline' }).click()
  await expect(page.getByRole('link', { name: /^11\/12 hosts/ })).toBeVisible({ timeout: 40_000 })

  const before = await api.call(getFleetHost, { params: { hostId: 'host-07' } })
  await api.call(createGroup, {
    params: { draftId: 'mine' },
    body: { name: 'Somebody', description: '', members: empty, criteria: null },
  })
  const { revision } = await api.call(publishDraft, { params: { draftId: 'mine' }, body: { note: 'J14' } })

  await expect(page.getByText(`11 of 12 hosts enforce revision ${revision}`)).toBeVisible()
  // Not heard of for three heartbeats, and what it enforces is not what is wanted.
  await expect(row).toContainText('Stale', { timeout: 40_000 })
  await expect(row).toContainText(`r${revision}`)
  await expect(row).toContainText(`r${before.realizedRevision}`)
  await expect(page.getByText(`Publish to realized, revision ${revision}`)).toBeVisible()
  await expect(page.getByText(/^Median .+ 95th percentile/)).toBeVisible()

  await row.getByRole('button', { name: /^Simulate/ }).click()
  await page.getByRole('menuitem', { name: 'Bring it online' }).click()
  await expect(page.getByText(`12 of 12 hosts enforce revision ${revision}`)).toBeVisible()
  await expect(row).toContainText('Realized')
})
