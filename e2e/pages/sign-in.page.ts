import type { Locator, Page } from '@playwright/test'
import { oneTimeCode } from '../fixtures/totp.ts'

export class SignInPage {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  get form(): Locator {
    return this.page.getByRole('form', { name: 'Sign in' })
  }
  get error(): Locator {
    return this.form.getByRole('heading', { name: /alert/i })
  }

  async password(email: string, password: string): Promise<void> {
    await this.form.getByLabel('E-mail').fill(email)
    await this.form.getByLabel('Password').fill(password)
    await this.form.getByRole('button', { name: 'Sign in' }).click()
  }

  /** What the authenticator app shows now. */
  async code(secret: string): Promise<void> {
    await this.form.getByLabel('One-time code').fill(oneTimeCode(secret, Date.now()))
    await this.form.getByRole('button', { name: 'Verify' }).click()
  }
}
