import { aggregateFlows, getMap } from '@flowgate/shared'
import { expect, test } from '../../fixtures/test.ts'
import { address, pastWindow } from '../../fixtures/window.ts'
import { MapPage } from '../../pages/map.page.ts'

const exact = (count: number): string => count.toLocaleString('en-US')

test('J02: applications, a look inside one, and what is behind an edge', async ({ page, manager }) => {
  const api = manager.api('admin')
  const window = pastWindow(14)
  const map = new MapPage(page)
  await map.open(address('/map', window))
  for (const name of ['shop', 'hr', 'pay']) await expect(map.node(`Application ${name}`)).toBeVisible()
  await expect(map.node('Others Uncategorized')).toBeVisible()
  await expect(map.node('Others External')).toBeVisible()

  await map.toggle(map.node('Application shop'))
  await expect(page).toHaveURL(/expand=app%3Ashop/)
  await map.fit()
  for (const tier of ['web', 'app', 'db']) await expect(map.node(`Tier ${tier}`)).toBeVisible()

  await map.clickEdge('tier:shop/web>tier:shop/app')
  const panel = map.panel('Traffic from web to app')
  await expect(panel).toContainText('tcp/8080')
  const { totals } = await api.call(aggregateFlows, {
    query: { ...window, source: 'tier:shop/web', destination: 'tier:shop/app', groupBy: 'port' },
  })
  expect(totals.flows).toBeGreaterThan(0)
  await expect(panel.getByTitle(exact(totals.flows), { exact: true }).first()).toBeVisible()
  await expect(panel).toContainText('Decided by: ')
  await expect(panel).toContainText('First seen')

  const all = panel.getByRole('link', { name: /^All .* flows$/ })
  const count = ((await all.textContent()) ?? '').replace('All ', '')
  await all.click()
  await expect(map.heading).toHaveText('Traffic')
  await expect(page.getByRole('status').filter({ hasText: 'sessions' })).toContainText(count)
})

test('the table twin has the edges and numbers of the map', async ({ page, manager }) => {
  const window = pastWindow(7)
  const { edges, legend } = await manager.api('admin').call(getMap, { query: window })
  const map = new MapPage(page)
  await map.open(address('/map', { ...window, mode: 'table' }))
  await expect(page.getByRole('navigation', { name: /^Pages of/ })).toContainText(`of ${exact(edges.length)}`)
  const [busiest] = [...edges].sort((a, b) => b.sessions - a.sessions)
  const first = map.table.getByRole('row').nth(1)
  await expect(first.getByTitle(exact(busiest?.sessions ?? -1), { exact: true })).toBeVisible()
  await expect(first.getByTitle(exact(busiest?.flows ?? -1), { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Graph' }).click()
  await map.settled()
  const shown = page.getByRole('group', { name: 'Show' }).getByRole('button', { name: /^Denied/ })
  await expect(shown).toHaveAttribute('title', new RegExp(`${exact(legend.denied.flows)} flows`))
})

test('a permalink brings the filtered view back', async ({ page, openAs }) => {
  const map = new MapPage(page)
  await map.open(address('/map', pastWindow(7)))
  await page.getByRole('button', { name: 'Verdict', exact: true }).click()
  await page.getByRole('option', { name: 'decided by default rule' }).click()
  await expect(page).toHaveURL(/state=unprotected/)
  await map.toggle(map.node('Application hr'))
  await map.fit()
  await expect(map.node('Tier web')).toBeVisible()
  const names = (one: MapPage) =>
    one.nodes.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label')).sort())
  const before = await names(map)

  const other = new MapPage(await openAs('eve'))
  await other.open(page.url())
  await other.fit()
  await expect(other.node('Tier web')).toBeVisible()
  await expect(other.page.getByRole('button', { name: 'Verdict', exact: true })).toContainText('default rule')
  expect(await names(other)).toEqual(before)
})
