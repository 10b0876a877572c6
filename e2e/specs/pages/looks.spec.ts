import { expect, test } from '../../fixtures/test.ts'
import { visit } from '../../fixtures/visit.ts'
import { ConsolePage } from '../../pages/console.page.ts'

test('a disabled button of a form is drawn whole', async ({ page }) => {
  const shown = new ConsolePage(page)
  await shown.open('/settings')
  const save = page.getByRole('button', { name: 'Save' })
  await expect(save).toBeDisabled()
  const outside = await save.evaluate((button) => {
    const frame = button.closest('.pf-m-action')?.getBoundingClientRect()
    const { left, top } = button.getBoundingClientRect()
    return frame ? [frame.left - left, frame.top - top] : null
  })
  expect(outside).toEqual([0, 0])
})

test('a field with its one choice is as high as an empty one', async ({ page }) => {
  const shown = new ConsolePage(page)
  await page.setViewportSize({ width: 1024, height: 768 })
  const heights = async () => {
    await expect(page.getByRole('combobox', { name: 'Source' })).toBeVisible()
    return page
      .locator('.fg-packet .pf-v6-c-menu-toggle.pf-m-typeahead')
      .evaluateAll((fields) => fields.map((field) => Math.round(field.getBoundingClientRect().height)))
  }
  await shown.open('/analyze')
  const empty = await heights()
  await shown.open('/analyze?source=vm-123&destination=vm-456')
  await expect(page.getByRole('button', { name: 'Remove vm-456' })).toBeVisible()
  expect(await heights()).toEqual(empty)
})

test('what came before the first revision has a name', async ({ page }) => {
  const shown = new ConsolePage(page)
  await shown.open('/revisions/1')
  await page.getByRole('link', { name: 'See all it holds' }).click()
  await expect(page.getByRole('button', { name: 'Before', exact: true })).toHaveText(/Nothing/)
})

test('a link to a view is copied also where the browser keeps its clipboard from pages', async ({ page }) => {
  // As for a page without TLS from another machine.
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  const shown = new ConsolePage(page)
  await shown.open('/inventory/groups?q=shop')
  await page.getByRole('button', { name: 'Copy a link to this view' }).click()
  await expect(page.getByRole('tooltip')).toHaveText('Link copied')
  await page
    .getByRole('textbox', { name: /Search|Name/ })
    .first()
    .click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+v')
  await expect(page.getByRole('textbox', { name: /Search|Name/ }).first()).toHaveValue(
    /inventory\/groups\?q=shop$/,
  )
})

test.describe('signed out', () => {
  test.use({ person: 'nobody' })
  test('the page to sign in at', ({ page }) =>
    visit(page, { path: '/sign-in', heading: /.+/ }, ['light', 'dark']))
})
