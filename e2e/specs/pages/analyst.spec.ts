import { test } from '../../fixtures/test.ts'
import { visit } from '../../fixtures/visit.ts'
import { pagesOf } from '../../pages/addresses.ts'

// Both themes are the administrator's to judge: the analyst's pages have fewer controls, and the disabled ones count in dark.
test.use({ person: 'eve' })
for (const address of pagesOf('acme')) {
  test(`${address.path} as analyst, with traffic`, ({ page }) => visit(page, address, ['dark']))
}
