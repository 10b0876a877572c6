import { expect, test } from '../../fixtures/test.ts'
import { ConsolePage } from '../../pages/console.page.ts'

test.use({ estate: 'off', person: 'admin' })

test('an empty installation says what comes next, and shows no figures of nothing', async ({ page }) => {
  const shown = new ConsolePage(page)
  await shown.open('/')
  await expect(page.getByText('No workloads yet')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Hosts realized – no hosts yet' })).toBeVisible()
  await expect(page.getByText('all enforce the wanted revision')).toHaveCount(0)
  await expect(page.locator('#main').getByRole('link', { name: 'import flow records' })).toBeVisible()

  await shown.open('/settings/tokens')
  const table = page.getByRole('grid', { name: 'API tokens' })
  await table.getByRole('button', { name: 'Create a token' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()

  await shown.open('/revisions')
  await page.getByRole('link', { name: 'Write the first policy' }).click()
  await expect(shown.heading).toHaveText(/Policies/)

  await shown.open('/drafts')
  await expect(page.getByRole('navigation', { name: /^Pages of/ })).toHaveCount(0)
})
