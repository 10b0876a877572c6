import { listAuditEvents } from '@flowgate/shared'
import { PEOPLE } from '../../fixtures/people.ts'
import { expect, test } from '../../fixtures/test.ts'
import { ConsolePage } from '../../pages/console.page.ts'
import { GroupsPage } from '../../pages/groups.page.ts'
import { PacketTestPage } from '../../pages/packet-test.page.ts'
import { PoliciesPage } from '../../pages/policies.page.ts'
import { publishFromBar } from '../../pages/publish.ts'
import { SignInPage } from '../../pages/sign-in.page.ts'

test.use({ person: 'nobody' })

test('J01: the first policy, from signing in with a one-time code to the denied ping', async ({
  page,
  manager,
}) => {
  await test.step('alice signs in with a one-time code', async () => {
    await page.goto('/inventory/groups')
    const signIn = new SignInPage(page)
    await signIn.password(PEOPLE.alice.email, PEOPLE.alice.password)
    await signIn.code(manager.secretOf('alice'))
    await expect(new ConsolePage(page).heading).toHaveText('Security groups')
  })

  const packet = new PacketTestPage(page)
  await test.step('before: the ping passes', async () => {
    await packet.ping('vm-123', 'vm-456')
    await expect(packet.verdict(/Passes$/)).toBeVisible()
  })

  await test.step('two groups with one member each', async () => {
    const groups = new GroupsPage(page)
    await groups.openList()
    await groups.create('VM1_SG', { description: 'Security Group for VM1', workloads: ['vm-123'] })
    await groups.openList()
    await groups.create('VM2_SG', { description: 'Security Group for VM2', workloads: ['vm-456'] })
  })

  await test.step('a policy that drops everything between them', async () => {
    const policies = new PoliciesPage(page)
    await policies.open('/policies')
    await policies.createPolicy('Block_VM1_to_VM2')
    await policies.addRule('Block_VM1_to_VM2', {
      name: 'Block_VM1_to_VM2',
      sources: ['VM1_SG'],
      destinations: ['VM2_SG'],
      action: 'Drop',
    })
    await expect(policies.pendingBar).toContainText('4 changes')
  })

  const revision = await test.step('published to all hosts', () =>
    publishFromBar(page, 'first policy', '12 of 12 hosts realized'))

  await test.step('after: denied, and why', async () => {
    await packet.ping('vm-123', 'vm-456')
    await expect(packet.verdict(/Denied: dropped$/)).toBeVisible()
    await expect(packet.answer).toContainText('Block_VM1_to_VM2')
    await expect(packet.answer.getByText('VM1_SG').first()).toBeVisible()
    await expect(packet.answer.getByText('VM2_SG').first()).toBeVisible()
    await expect(packet.answer).toContainText(`revision ${revision}`)
  })

  await test.step('the audit log tells it all', async () => {
    const { items } = await manager.api('admin').call(listAuditEvents, {
      query: { actor: 'Alice', outcome: 'success', limit: 100 },
    })
    const actions = items.map(({ action }) => action)
    for (const action of ['group.created', 'policy.created', 'rule.created'])
      expect(actions).toContain(action)
    expect(actions.some((action) => action.includes('publish'))).toBe(true)
    await page.goto('/audit')
    await expect(page.getByRole('grid', { name: /Audit/ })).toContainText('Block_VM1_to_VM2')
  })
})
