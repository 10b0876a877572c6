import { expect, type Locator } from '@playwright/test'
import { ConsolePage } from './console.page.ts'
import { addChip } from './select.ts'

export class GroupsPage extends ConsolePage {
  /** The list. */
  async openList(): Promise<void> {
    await this.open('/inventory/groups')
  }
  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'New security group' })
  }
  /** How many members there would be now. */
  get preview(): Locator {
    return this.page.getByRole('region', { name: 'Members now' })
  }

  async startNew(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New group' }).first().click()
    await this.dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  }

  /** Creates a group of workloads and waits for its page. */
  async create(name: string, about: { description?: string; workloads?: readonly string[] }): Promise<void> {
    await this.startNew(name)
    await this.dialog.getByRole('textbox', { name: 'Description' }).fill(about.description ?? '')
    for (const workload of about.workloads ?? []) await addChip(this.dialog, 'Workloads', workload)
    await this.dialog.getByRole('button', { name: 'Create group' }).click()
    await expect(this.heading).toHaveText(name)
  }

  async tab(name: 'Definition' | 'Effective members' | 'Where used'): Promise<void> {
    await this.page.getByRole('tab', { name }).click()
  }
}
