import { test } from '../../fixtures/test.ts'
import { visit } from '../../fixtures/visit.ts'
import { pagesOf } from '../../pages/addresses.ts'

test.use({ person: 'eve' })
for (const address of pagesOf('acme')) {
  test(`${address.path} as analyst, with traffic`, ({ page }) => visit(page, address))
}
