import { acmeInventory } from '@flowgate/seed'
import { AppError, createGroup, createToken, getMap, listAuditEvents, publishDraft } from '@flowgate/shared'
import { expect, test } from '../../fixtures/test.ts'
import { ConsolePage } from '../../pages/console.page.ts'

test.describe('J20: the analyst reads', () => {
  test.use({ person: 'eve' })

  test('every control that writes is disabled, with the reason, or absent', async ({ page }) => {
    const shown = new ConsolePage(page)
    const disabled: readonly (readonly [path: string, button: string])[] = [
      ['/inventory/groups', 'New group'],
      ['/policies', 'New policy'],
      ['/traffic/imports', 'Choose files'],
      ['/settings/tokens', 'Create a token'],
    ]
    for (const [path, name] of disabled) {
      await shown.open(path)
      const button = page.getByRole('button', { name }).first()
      await expect(button, `${name} on ${path}`).toBeDisabled()
      await button.hover()
      await expect(page.getByRole('tooltip')).toContainText('Needs the permission')
    }
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await expect(navigation.getByRole('link', { name: 'Audit' })).toHaveCount(0)
    await expect(navigation.getByRole('link', { name: 'Users' })).toHaveCount(0)
    await expect(shown.pendingBar).toHaveCount(0)
  })

  test('the API refuses, and the refusals are in the audit log', async ({ manager }) => {
    const eve = manager.api('eve')
    const empty = { workloads: [], segments: [], addresses: [], groups: [], identities: [] }
    const attempts: readonly (readonly [string, () => Promise<unknown>])[] = [
      [
        'group',
        () =>
          eve.call(createGroup, {
            params: { draftId: 'mine' },
            body: { name: 'Eve', description: '', members: empty, criteria: null },
          }),
      ],
      ['publish', () => eve.call(publishDraft, { params: { draftId: 'mine' }, body: { note: '' } })],
      [
        'token',
        () => eve.call(createToken, { body: { name: 'x', permissions: ['flow:read'], expiresInDays: 1 } }),
      ],
    ]
    for (const [what, attempt] of attempts) {
      const refused = await attempt().then(
        () => null,
        (error: unknown) => error,
      )
      expect(refused, what).toBeInstanceOf(AppError)
      expect(refused, what).toMatchObject({ code: 'forbidden', status: 403 })
    }
    const { items } = await manager
      .api('admin')
      .call(listAuditEvents, { query: { actor: 'Eve', outcome: 'denied', limit: 50 } })
    expect(items.length).toBeGreaterThanOrEqual(attempts.length)
  })
})

const ofShop = acmeInventory().workloads.filter(({ tags }) =>
  tags.some(({ scope, value }) => scope === 'app' && value === 'shop'),
)

test.describe('J20: the owner of the shop', () => {
  test.use({ person: 'bob' })

  test('finds nothing of pay: not by search, in lists, on the map, nor by its address', async ({
    page,
    manager,
    problems,
  }) => {
    const shown = new ConsolePage(page)
    await shown.open('/inventory/workloads?q=pay')
    await expect(page.getByRole('grid', { name: 'Workloads' })).not.toContainText('pay-')
    await expect(page.getByRole('navigation', { name: 'Pages of Workloads' })).toContainText('of 0')

    await shown.open('/inventory/workloads')
    await expect(page.getByRole('navigation', { name: 'Pages of Workloads' })).toContainText(
      `of ${ofShop.length}`,
    )

    await page.keyboard.press('Control+k')
    const search = page.getByRole('combobox', { name: 'Search and commands' })
    await search.fill('pay-db')
    await expect(page.getByText('Nothing found for “pay-db”.')).toBeVisible()
    await page.keyboard.press('Escape')

    await shown.open('/map?mode=table')
    await expect(page.getByRole('grid', { name: 'Traffic between nodes' })).toContainText('shop')
    await expect(page.getByRole('grid', { name: 'Traffic between nodes' })).not.toContainText(/\b(pay|hr)\b/)
    const map = await manager.api('bob').call(getMap, { query: {} })
    expect(map.nodes.map(({ id }) => id).filter((id) => /pay|hr/.test(id))).toEqual([])

    problems.expect(/^404 GET \/api\/v1\/workloads\/pay-db-01/)
    await page.goto('/inventory/workloads/pay-db-01')
    await expect(page.getByText(/could not load|not found|no workload/i).first()).toBeVisible()
  })
})

test.describe('an analyst at an address of the administrator', () => {
  test.use({ person: 'eve' })

  test('reads which permission is missing and who has it, and is not told to try again', async ({
    page,
    problems,
  }) => {
    problems.expect(/^403 GET \/api\/v1\/audit/)
    const shown = new ConsolePage(page)
    await shown.open('/audit')
    await expect(page.getByRole('heading', { name: 'Your role does not include this' })).toBeVisible()
    await expect(page.getByText('audit:read', { exact: true })).toBeVisible()
    await expect(page.getByText(/roles that have it: .*Auditor/)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  })
})
