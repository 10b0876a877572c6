import { test } from '../../fixtures/test.ts'
import { visit } from '../../fixtures/visit.ts'
import { ADMIN_PAGES, pagesOf } from '../../pages/addresses.ts'

test.use({ person: 'admin' })
for (const address of [...pagesOf('acme'), ...ADMIN_PAGES]) {
  test(`${address.path} as administrator, with traffic`, ({ page }) =>
    visit(page, address, ['light', 'dark']))
}
