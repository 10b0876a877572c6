import { expect, type Locator, type Page } from '@playwright/test'

/** Also where no test's own patience applies, such as for pictures taken of a machine that does other work besides. */
const PATIENCE = 30_000

/** What every page of the console has: its frame, and when it is at rest. */
export class ConsolePage {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 })
  }
  get pendingBar(): Locator {
    return this.page.getByRole('region', { name: 'Pending changes' })
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path)
    await this.settled()
  }

  /** Nothing loads any more. */
  async settled(): Promise<void> {
    await expect(this.heading).toBeVisible({ timeout: PATIENCE })
    await expect(this.page.locator('.pf-v6-c-skeleton, [aria-busy=true]')).toHaveCount(0, {
      timeout: PATIENCE,
    })
  }
}
