import { test } from '../../fixtures/test.ts'
import { visit } from '../../fixtures/visit.ts'
import { ADMIN_PAGES, pagesOf } from '../../pages/addresses.ts'

test.use({ estate: 'off', person: 'admin' })
for (const address of [...pagesOf('off'), ...ADMIN_PAGES]) {
  test(`${address.path} in an empty installation`, ({ page }) => visit(page, address, ['light', 'dark']))
}
