/**
 * `pnpm screenshots`: every page as a picture, light and dark, wide and narrow, with the demo estate and with nothing.
 * Prints the folder, and each page that could not be taken or that wrote errors to its console.
 *
 *   SHOTS=/map,/policies pnpm screenshots      only those pages
 *   FLOWGATE_URL=http://127.0.0.1:8080 FLOWGATE_ADMIN_PASSWORD=… pnpm screenshots      of a Manager that runs already
 */
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from '@playwright/test'
import { signedIn } from './bench/support/browser.ts'
import globalSetup from './fixtures/global-setup.ts'
import { openManager } from './fixtures/manager.ts'
import { ADMIN_PAGES, type Address, pagesOf } from './pages/addresses.ts'
import { ConsolePage } from './pages/console.page.ts'
import config from './playwright.config.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
] as const
const SCHEMES = ['light', 'dark'] as const
const only = process.env.SHOTS?.split(',')
const folder = mkdtempSync(join(tmpdir(), 'flowgate-screenshots-'))
const problems: string[] = []

const fileOf = (path: string): string => path.replaceAll(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home'

/** Both schemes are taken of one visit: a page must follow a change of scheme while it is open. */
const take = async (context: BrowserContext, addresses: readonly Address[], into: string): Promise<void> => {
  const page = new ConsolePage(await context.newPage())
  let path = ''
  page.page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${into} ${path}: ${message.text()}`)
  })
  page.page.on('pageerror', (error) => problems.push(`${into} ${path}: ${error.message}`))
  for (const address of addresses) {
    path = address.path
    if (only && !only.includes(path)) continue
    try {
      await page.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await page.open(path)
      for (const colorScheme of SCHEMES) {
        await page.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        // Colours that are still on their way to the other scheme.
        await page.page.evaluate(() =>
          Promise.allSettled(document.getAnimations().map((one) => one.finished)),
        )
        const place = join(folder, `${into}-${colorScheme}`)
        mkdirSync(place, { recursive: true })
        await page.page.screenshot({ path: join(place, `${fileOf(path)}.png`), animations: 'disabled' })
      }
    } catch (error) {
      problems.push(`${into} ${path}: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
    }
  }
  await page.page.close()
}

const ofRunning = async (browser: Browser, url: string): Promise<void> => {
  for (const viewport of SIZES) {
    const context = await signedIn(browser, url, viewport)
    await take(context, [...pagesOf('acme'), ...ADMIN_PAGES], join('given', String(viewport.width)))
    await context.close()
  }
}

const ofOwn = async (browser: Browser): Promise<void> => {
  for (const estate of ['acme', 'off'] as const) {
    const manager = await openManager(estate, 'screenshots')
    try {
      for (const viewport of SIZES) {
        const context = await browser.newContext({
          baseURL: manager.url,
          viewport,
          storageState: manager.browserState('admin'),
        })
        const into = join(estate === 'off' ? 'empty' : estate, String(viewport.width))
        await take(context, [...pagesOf(estate), ...ADMIN_PAGES], into)
        await context.close()
      }
    } finally {
      await manager.stop()
    }
  }
}

const given = process.env.FLOWGATE_URL?.replace(/\/$/, '')
const undo = given === undefined ? await globalSetup() : async () => {}
const own = config.use?.launchOptions ?? {}
const system = '/usr/bin/chromium'
const browser = await chromium.launch({
  ...own,
  ...(own.executablePath === undefined && !existsSync(chromium.executablePath()) && existsSync(system)
    ? { executablePath: system }
    : {}),
})
try {
  await (given === undefined ? ofOwn(browser) : ofRunning(browser, given))
} finally {
  await browser.close()
  await undo()
}
for (const problem of problems) console.error(problem)
console.log(folder)
process.exitCode = problems.length > 0 ? 1 : 0
