import { listWorkloads } from '@flowgate/shared'
import type { Manager } from '../../fixtures/manager.ts'
import { expect, test } from '../../fixtures/test.ts'
import { ConsolePage } from '../../pages/console.page.ts'

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'

/** An AWS VPC flow log, version 2, between two workloads of the estate. */
const vpcLog = async (manager: Manager, lines: number): Promise<readonly string[]> => {
  const { items } = await manager.api('admin').call(listWorkloads, { query: { tag: 'app:hr', limit: 2 } })
  const [source, destination] = items.map(
    ({ vnics }) => vnics[0]?.addresses.find((text) => !text.includes(':')) ?? '',
  )
  const end = Math.floor(Date.now() / 1000) - 3_600
  return Array.from({ length: lines }, (_, index) => {
    const start = end - lines + index
    return `2 123456789010 eni-1235b8ca ${source} ${destination} ${40_000 + index} 7443 6 9 4096 ${start} ${start + 1} ACCEPT OK`
  })
}
const upload = (page: ConsolePage['page'], name: string, text: string) =>
  page
    .getByLabel('Files of flow records')
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })

test('a VPC flow log is imported with its bad lines told, seen in Traffic, and undone', async ({
  page,
  manager,
}) => {
  const lines = await vpcLog(manager, 500)
  const text = [HEADER, ...lines.slice(0, 250), 'not a flow log line', ...lines.slice(250)].join('\n')
  const shown = new ConsolePage(page)
  await shown.open('/traffic/imports')
  await upload(page, 'vpc.log', text)
  await expect(page.getByText('vpc.log: 500 records in')).toBeVisible()
  await page.getByRole('link', { name: 'See 1 bad line' }).click()
  const panel = page.getByRole('complementary', { name: 'Import vpc.log' })
  const bad = panel.getByRole('grid', { name: 'Lines that could not be read' }).getByRole('row').nth(1)
  await expect(bad).toContainText('252')
  await expect(bad).toContainText('not a flow log line')

  await panel.getByRole('link', { name: 'Flows' }).click()
  await expect(shown.heading).toHaveText('Traffic')
  await expect(page.getByRole('status').filter({ hasText: 'sessions' })).toContainText('500 sessions')
  await page.goBack()

  // Once more: nothing changes.
  await upload(page, 'vpc.log', text)
  await expect(page.getByText('vpc.log was imported before: nothing changed')).toBeVisible()

  await panel.getByRole('button', { name: 'Undo import' }).click()
  const confirm = page.getByRole('dialog', { name: 'Undo the import of vpc.log?' })
  await expect(confirm).toContainText('500 records')
  await confirm.getByRole('button', { name: 'Undo import' }).click()
  await expect(panel).toContainText('Undone: its flows were taken away again')
  await panel.getByRole('button', { name: 'Close details' }).click()
  await expect(page.getByRole('grid', { name: 'Imports' }).getByRole('row').nth(1)).toContainText('Undone')
})

test('N05: a file that is no flow log is refused, and nothing is kept of it', async ({ page, problems }) => {
  problems.expect(/^422 POST \/api\/v1\/flow-imports/)
  const shown = new ConsolePage(page)
  await shown.open('/traffic/imports')
  await upload(page, 'holiday.txt', 'Dear diary,\nnothing in here is a flow.\n')
  await expect(page.getByText('holiday.txt was not imported')).toBeVisible()
  await shown.settled()
  await expect(page.getByRole('grid', { name: 'Imports' })).not.toContainText('holiday.txt')
})

test.describe('as analyst', () => {
  test.use({ person: 'eve' })
  test('dropping a file does nothing but say why', async ({ page }) => {
    const shown = new ConsolePage(page)
    await shown.open('/traffic/imports')
    await expect(page.getByLabel('Files of flow records')).toBeDisabled()
    await page.getByRole('button', { name: 'Choose files' }).hover()
    await expect(page.getByRole('tooltip')).toContainText('flow:import')
  })
})
