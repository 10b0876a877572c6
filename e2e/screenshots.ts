/**
 * `pnpm screenshots`: every page as a picture, light and dark, wide and narrow, with the demo estate and with nothing.
 * Prints the folder. `SHOTS=/map,/policies` takes only those pages.
 */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import globalSetup from './fixtures/global-setup.ts'
import { openManager } from './fixtures/manager.ts'
import { ADMIN_PAGES, pagesOf } from './pages/addresses.ts'
import { ConsolePage } from './pages/console.page.ts'
import config from './playwright.config.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
] as const
const only = process.env.SHOTS?.split(',')
const folder = mkdtempSync(join(tmpdir(), 'flowgate-screenshots-'))
const fileOf = (path: string): string => path.replaceAll(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home'

const undo = await globalSetup()
const browser = await chromium.launch(config.use?.launchOptions ?? {})
try {
  for (const estate of ['acme', 'off'] as const) {
    const manager = await openManager(estate, 'screenshots')
    for (const viewport of SIZES) {
      const context = await browser.newContext({
        baseURL: manager.url,
        viewport,
        storageState: manager.browserState('admin'),
      })
      const page = new ConsolePage(await context.newPage())
      for (const { path } of [...pagesOf(estate), ...ADMIN_PAGES]) {
        if (only && !only.includes(path)) continue
        await page.open(path)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          const place = join(folder, estate === 'off' ? 'empty' : estate, `${viewport.width}-${colorScheme}`)
          mkdirSync(place, { recursive: true })
          await page.page.screenshot({ path: join(place, `${fileOf(path)}.png`) })
        }
      }
      await context.close()
    }
    await manager.stop()
  }
} finally {
  await browser.close()
  await undo()
}
console.log(folder)
