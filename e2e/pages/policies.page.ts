import { expect, type Locator } from '@playwright/test'
import { ConsolePage } from './console.page.ts'
import { addChip, choose } from './select.ts'

export interface NewRule {
  readonly name: string
  readonly sources?: readonly string[]
  readonly destinations?: readonly string[]
  readonly services?: readonly string[]
  readonly action?: 'Allow' | 'Drop' | 'Reject'
}

export class PoliciesPage extends ConsolePage {
  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Rules' })
  }
  row(ruleName: string): Locator {
    return this.grid.locator('[data-rule]').filter({ hasText: ruleName })
  }
  /** A cell that the keyboard can stand on. */
  cell(ruleId: string, column: string): Locator {
    return this.grid.locator(`[data-cell="${ruleId}:${column}"]`)
  }

  async createPolicy(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New policy' }).first().click()
    const dialog = this.page.getByRole('dialog', { name: 'New policy' })
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    await dialog.getByRole('button', { name: 'Create policy' }).click()
    await expect(dialog).toBeHidden()
  }

  async startRule(policy: string, rule: NewRule): Promise<Locator> {
    await this.page.getByRole('button', { name: `Add rule to ${policy}` }).click()
    const dialog = this.page.getByRole('dialog', { name: 'New rule' })
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(rule.name)
    for (const name of rule.sources ?? []) await addChip(dialog, 'Sources', name)
    for (const name of rule.destinations ?? []) await addChip(dialog, 'Destinations', name)
    for (const name of rule.services ?? []) await addChip(dialog, 'Services', name)
    if (rule.action) await choose(this.page, dialog, 'Action', rule.action)
    return dialog
  }

  async addRule(policy: string, rule: NewRule): Promise<void> {
    const dialog = await this.startRule(policy, rule)
    await dialog.getByRole('button', { name: 'Create rule' }).click()
    await expect(dialog).toBeHidden()
    await expect(this.row(rule.name)).toBeVisible()
  }

  /** Names of the rules whose ids begin so, from the top. */
  async order(prefix: string): Promise<readonly string[]> {
    return this.grid.locator(`[data-rule^="${prefix}-"] [data-cell$=":name"]`).allInnerTexts()
  }
  async ids(prefix: string): Promise<readonly (string | null)[]> {
    const rows = await this.grid.locator(`[data-rule^="${prefix}-"]`).all()
    return Promise.all(rows.map((row) => row.getAttribute('data-rule')))
  }
}
