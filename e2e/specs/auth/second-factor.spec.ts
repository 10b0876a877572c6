import { PEOPLE } from '../../fixtures/people.ts'
import { expect, test } from '../../fixtures/test.ts'
import { oneTimeCode } from '../../fixtures/totp.ts'
import { ConsolePage } from '../../pages/console.page.ts'
import { SignInPage } from '../../pages/sign-in.page.ts'

test.use({ person: 'dan' })

test('the second factor is turned on, asked for, and turned off', async ({ page, openAs }) => {
  const shown = new ConsolePage(page)
  await shown.open('/account')
  await page.getByRole('button', { name: 'Turn on', exact: true }).click()
  await page.getByLabel('Password', { exact: true }).fill(PEOPLE.dan.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  const enrolment = page.getByRole('form', { name: 'Turn on the second factor' })
  const secret = ((await enrolment.locator('.fg-mono').first().textContent()) ?? '').trim()
  // Each code is accepted once: the one before is as good here, and leaves the current one for signing in.
  await enrolment
    .getByLabel('3. The code that the app shows now')
    .fill(oneTimeCode(secret, Date.now() - 30_000))
  await enrolment.getByRole('button', { name: 'Turn on' }).click()
  await expect(page.getByText('Second factor turned on')).toBeVisible()

  const elsewhere = new SignInPage(await openAs('nobody'))
  await elsewhere.page.goto('/account')
  await elsewhere.password(PEOPLE.dan.email, PEOPLE.dan.password)
  await elsewhere.code(secret)
  await expect(new ConsolePage(elsewhere.page).heading).toHaveText('Account')

  await page.getByRole('button', { name: 'Turn off', exact: true }).click()
  await page.getByLabel('Password', { exact: true }).fill(PEOPLE.dan.password)
  await page.getByRole('button', { name: 'Turn off', exact: true }).click()
  await expect(page.getByText('Second factor turned off')).toBeVisible()
})
