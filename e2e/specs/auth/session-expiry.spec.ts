import { PEOPLE } from '../../fixtures/people.ts'
import { expect, test } from '../../fixtures/test.ts'
import { PoliciesPage } from '../../pages/policies.page.ts'
import { SignInPage } from '../../pages/sign-in.page.ts'

test('N02: a session that ends while a rule is typed loses nothing', async ({ page, problems }) => {
  const policies = new PoliciesPage(page)
  await policies.open('/policies/shop-ringfence')
  const dialog = await policies.startRule('Shop ringfence', {
    name: 'Typed before the session ended',
    sources: ['Jump hosts'],
    services: ['SSH'],
  })
  await dialog.getByRole('textbox', { name: 'Note' }).fill('asked for by the night shift')
  problems.expect(/^401 /)
  // What an expired session is for the Manager: a cookie that says nothing any more.
  await page.context().clearCookies()
  await dialog.getByRole('button', { name: 'Create rule' }).click()

  const again = page.getByRole('dialog', { name: 'Sign in again' })
  await expect(again.getByLabel('E-mail')).toHaveValue(PEOPLE.admin.email)
  await again.getByLabel('Password').fill(PEOPLE.admin.password)
  await again.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(again).toBeHidden()

  await expect(dialog).toBeHidden()
  await expect(policies.row('Typed before the session ended')).toContainText('Jump hosts')
  await expect(policies.pendingBar).toContainText('1 change')
})

test('a deep link survives signing in, and signing out ends it', async ({ openAs }) => {
  const page = await openAs('nobody')
  await page.goto('/inventory/workloads?q=shop-web')
  const signIn = new SignInPage(page)
  await signIn.password(PEOPLE.dan.email, PEOPLE.dan.password)
  await expect(page).toHaveURL(/\/inventory\/workloads\?q=shop-web/)
  await expect(page.getByRole('grid', { name: 'Workloads' })).toContainText('shop-web-01')

  await page.getByRole('button', { name: 'User menu of Dan' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(signIn.form).toBeVisible()
  await page.goto('/inventory/workloads')
  await expect(signIn.form).toBeVisible()
})

test('a wrong password is refused without saying which part was wrong', async ({ openAs, problems }) => {
  problems.expect(/^401 POST \/api\/v1\/auth\/sign-in/)
  const page = await openAs('nobody')
  await page.goto('/sign-in')
  const signIn = new SignInPage(page)
  await signIn.password(PEOPLE.dan.email, 'not-the-password')
  const refusal = await signIn.error.textContent()
  await signIn.password('nobody@acme.example', 'not-the-password')
  await expect(signIn.error).toHaveText(refusal ?? '')
})
