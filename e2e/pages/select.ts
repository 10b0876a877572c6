import type { Locator, Page } from '@playwright/test'

/** Chooses in a select by its accessible name. */
export const choose = async (page: Page, scope: Page | Locator, label: string, option: string | RegExp) => {
  await scope.getByRole('button', { name: label, exact: true }).click()
  await page.getByRole('listbox', { name: label }).getByRole('option', { name: option }).click()
}

/** Adds an object to a field of chips, by typing its name. */
export const addChip = async (scope: Locator, label: string, name: string) => {
  await scope.getByRole('combobox', { name: label, exact: true }).fill(name)
  const listed = scope.getByRole('listbox', { name: label }).getByRole('option')
  await listed.filter({ hasText: name }).first().click()
}
