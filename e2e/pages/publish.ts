import { expect, type Page } from '@playwright/test'

/**
 * In the dialog that is open: writes the note and publishes.
 * @param hosts wait until so many of them enforce it
 * @returns the number of the new revision
 */
export const publishInDialog = async (page: Page, note: string, hosts: string): Promise<number> => {
  const dialog = page.getByRole('dialog', { name: 'Publish', exact: true })
  await dialog.getByRole('textbox', { name: 'Note' }).fill(note)
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
  const done = page.getByRole('dialog', { name: /^Revision \d+ published$/ })
  await expect(done.getByText(hosts)).toBeVisible()
  const [, number] = /Revision (\d+)/.exec((await done.textContent()) ?? '') ?? []
  await done.getByRole('button', { name: 'Close' }).last().click()
  await expect(done).toBeHidden()
  return Number(number)
}

/** From the bar that is on every page. */
export const publishFromBar = async (page: Page, note: string, hosts: string): Promise<number> => {
  const bar = page.getByRole('region', { name: 'Pending changes' })
  await bar.getByRole('button', { name: 'Publish' }).click()
  return publishInDialog(page, note, hosts)
}
