import { createGroup, getGroup } from '@flowgate/shared'
import { expect, test } from '../../fixtures/test.ts'
import { GroupsPage } from '../../pages/groups.page.ts'

const members = { workloads: [], segments: [], addresses: ['192.0.2.9'], groups: [], identities: [] }

test('N03: of two tabs that edit one group, the second is told and nothing is overwritten silently', async ({
  page,
  context,
  manager,
  problems,
}) => {
  const api = manager.api('admin')
  await api.call(createGroup, {
    params: { draftId: 'mine' },
    body: { id: 'branch', name: 'Branch', description: 'as it was', members, criteria: null },
  })
  const stored = async () =>
    (await api.call(getGroup, { params: { groupId: 'branch' }, query: { view: 'draft:mine' } })).description

  const first = new GroupsPage(page)
  const second = new GroupsPage(await context.newPage())
  await first.open('/inventory/groups/branch')
  await second.open('/inventory/groups/branch')
  const description = (tab: GroupsPage) => tab.page.getByRole('textbox', { name: 'Description' })
  const save = (tab: GroupsPage) => tab.page.getByRole('button', { name: 'Save to draft' }).click()

  await description(second).fill('by the second tab')
  await description(first).fill('by the first tab')
  await save(first)
  await expect.poll(stored).toBe('by the first tab')

  problems.expect(/^412 PATCH /)
  await save(second)
  const conflict = second.page.getByRole('dialog', { name: 'Somebody else changed group Branch' })
  await expect(conflict).toContainText('by the first tab')
  await expect(conflict).toContainText('by the second tab')
  expect(await stored()).toBe('by the first tab')

  await conflict.getByRole('button', { name: 'Keep editing' }).click()
  await expect(description(second)).toHaveValue('by the second tab')
  await save(second)
  await conflict.getByRole('button', { name: 'Overwrite with mine' }).click()
  await expect.poll(stored).toBe('by the second tab')
})
