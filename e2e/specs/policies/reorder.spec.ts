import { expect, test } from '../../fixtures/test.ts'
import { PoliciesPage } from '../../pages/policies.page.ts'

test.describe('J05: rules in a category', () => {
  test('a section, three rules, one dragged to the top, and undo', async ({ page }) => {
    const policies = new PoliciesPage(page)
    await policies.open('/policies')
    await policies.createPolicy('Orders')
    await policies.addRule('Orders', { name: 'first', destinations: ['Shop databases'] })
    await policies.addRule('Orders', { name: 'second', services: ['HTTPS'] })
    await policies.addRule('Orders', {
      name: 'third',
      sources: ['Development'],
      destinations: ['Shop databases'],
      action: 'Drop',
    })
    await expect(policies.pendingBar).toContainText('4 changes')
    await expect.poll(() => policies.order('Orders')).toEqual(['first', 'second', 'third'])
    const ids = await policies.ids('Orders')

    await page.getByRole('button', { name: 'Move rule third' }).hover()
    await page.mouse.down()
    const target = await policies.row('first').boundingBox()
    if (!target) throw new Error('the first rule is not on the screen')
    await page.mouse.move(target.x + 30, target.y + target.height / 2, { steps: 8 })
    await page.mouse.move(target.x + 30, target.y + 4, { steps: 3 })
    await page.mouse.up()

    await expect.poll(() => policies.order('Orders')).toEqual(['third', 'first', 'second'])
    await expect.poll(() => policies.ids('Orders')).toEqual([ids[2], ids[0], ids[1]])
    const effect = page.getByRole('list', { name: 'Notifications' })
    await expect(effect).toContainText('Moved “third” past 2 rules')
    await expect(effect).toContainText('It overlaps with “first” (Allow)')

    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(() => policies.order('Orders')).toEqual(['first', 'second', 'third'])
    await expect.poll(() => policies.ids('Orders')).toEqual(ids)
    await expect(policies.pendingBar).toContainText('4 changes')
  })

  test('the same by keyboard alone', async ({ page }) => {
    const policies = new PoliciesPage(page)
    await policies.open('/policies/shop-ringfence')
    const before = ['Customers to web', 'Web to application', 'Application to database']
    await expect.poll(() => policies.order('shop')).toEqual(before)

    await policies.cell('shop-customers-web', 'name').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(policies.cell('shop-app-db', 'name')).toBeFocused()
    await page.keyboard.press('Alt+ArrowUp')
    await expect
      .poll(() => policies.order('shop'))
      .toEqual(['Customers to web', 'Application to database', 'Web to application'])
    await expect(policies.pendingBar).toContainText('1 change')
    await expect(policies.cell('shop-app-db', 'name')).toBeFocused()

    await page.keyboard.press('Control+z')
    await expect.poll(() => policies.order('shop')).toEqual(before)
    await expect(policies.pendingBar).toHaveCount(0)
  })
})
