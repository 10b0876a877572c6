import { type Criteria, createGroup, previewGroup } from '@flowgate/shared'
import { expect, test } from '../../fixtures/test.ts'
import { GroupsPage } from '../../pages/groups.page.ts'
import { choose } from '../../pages/select.ts'

const none = { workloads: [], segments: [], addresses: [], groups: [], identities: [] }
const tag = (scope: string, value: string): Criteria => ({
  field: 'tag',
  scope,
  operator: 'equals',
  values: [value],
})

test('J04: criteria with a live count, members with their reason, and no cycles', async ({
  page,
  manager,
  problems,
}) => {
  const api = manager.api('admin')
  const count = async (criteria: Criteria) => {
    const body = { members: none, criteria }
    return (await api.call(previewGroup, { query: { view: 'published' }, body })).total
  }
  const inPay = await count(tag('app', 'pay'))
  const databases = await count({ all: [tag('app', 'pay'), tag('tier', 'db')] })
  expect(databases).toBeGreaterThan(0)
  expect(databases).toBeLessThan(inPay)

  const groups = new GroupsPage(page)
  await groups.openList()
  await groups.startNew('pay-db')
  await groups.dialog.getByRole('button', { name: /^Add criteria/ }).click()
  const condition = (place: number) =>
    groups.dialog.getByRole('group', { name: 'Condition', exact: true }).nth(place)
  await condition(0).getByRole('textbox', { name: 'Value' }).fill('pay')
  await expect(groups.preview).toContainText(`${inPay} members`)
  await groups.dialog.getByRole('button', { name: 'Add condition' }).click()
  await condition(1).getByRole('textbox', { name: 'Tag scope' }).fill('tier')
  await condition(1).getByRole('textbox', { name: 'Value' }).fill('db')
  await expect(groups.preview).toContainText(`${databases} members`)
  await groups.dialog.getByRole('button', { name: 'Add branch' }).click()
  await choose(page, condition(2), 'Field', 'name')
  await choose(page, condition(2), 'Operator', /^starts with$/)
  await condition(2).getByRole('textbox', { name: 'Value' }).fill('pay-db')
  await expect(groups.preview).toContainText(/\d+ members/)
  await groups.dialog.getByRole('button', { name: 'Create group' }).click()
  await expect(groups.heading).toHaveText('pay-db')

  await groups.tab('Effective members')
  const members = page.getByRole('grid', { name: 'Effective members' })
  await expect(members.getByRole('row').nth(1)).toContainText('app:pay')
  await groups.tab('Where used')
  await expect(page.getByText('Nothing refers to this group')).toBeVisible()

  await api.call(createGroup, {
    params: { draftId: 'mine' },
    body: {
      id: 'pay-all',
      name: 'pay-all',
      description: '',
      members: { ...none, groups: ['pay-db'] },
      criteria: null,
    },
  })
  await groups.open('/inventory/groups/pay-db')
  problems.expect(/^4\d\d POST \/api\/v1\/groups\/preview/)
  problems.expect(/^4\d\d PATCH \/api\/v1\/drafts\/mine\/groups\/pay-db/)
  await page.getByRole('combobox', { name: 'Nested groups' }).fill('pay-all')
  await page.getByRole('option').filter({ hasText: 'pay-all' }).first().click()
  await page.getByRole('button', { name: 'Save to draft' }).click()
  const alert = page.locator('.pf-v6-c-alert').filter({ hasText: '→' })
  await expect(alert).toContainText('pay-all')
  await expect(alert).toContainText('pay-db')
})
