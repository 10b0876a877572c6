/**
 * How quick the console is in a real browser, on the acme estate with live traffic: the map's first useful paint, opening and
 * filtering, long tasks, panning with everything opened, and what the first page downloads. Prints JSON.
 *
 *   pnpm bench console
 *   FLOWGATE_URL=http://127.0.0.1:8080 FLOWGATE_ADMIN_PASSWORD=… pnpm bench console     (a Manager that runs already)
 */
import type { Browser } from '@playwright/test'
import { drawn as drawnOn, launch, pan, signedIn } from './support/browser.ts'
import { initialBundle } from './support/bundle-size.ts'
import { startManager } from './support/manager.ts'
import { installProbe, longestTask, seenAt, timeUntil } from './support/probe.ts'

const ROUNDS = 5
const NODE = '.react-flow__node'
const APPLICATION = `${NODE}[data-id="app:shop"]`
const TIER = `${NODE}[data-id="tier:shop/web"]`
const WORKLOAD = `${NODE}[data-id^="wl:"]`
const ALLOWED_EDGE = '.fg-edge.fg-edge--allowed'

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)
}
/** One visit with an empty cache: paint, open, close, hide a mark, filter. */
const visit = async (browser: Browser, url: string) => {
  const context = await signedIn(browser, url)
  const page = await context.newPage()
  await installProbe(page, [NODE])
  await page.goto(`${url}/map`)
  const paint = await seenAt(page, NODE)
  await page.locator(APPLICATION).waitFor()
  // The clock of the page was zero at navigation; whatever loads late is not part of what follows.
  await page.waitForLoadState('networkidle').catch(() => {})
  const loadTask = await longestTask(page)
  const open = await timeUntil(page, { selector: APPLICATION, event: 'dblclick' }, { selector: TIER })
  const close = await timeUntil(
    page,
    { selector: APPLICATION, event: 'dblclick' },
    { selector: TIER, gone: true },
  )
  const hide = await timeUntil(
    page,
    { selector: '.fg-legend__item', event: 'click' },
    { selector: ALLOWED_EDGE, gone: true },
  )
  await context.close()
  // The same page again in a browser that has the files.
  const warmContext = await signedIn(browser, url)
  const warm = await warmContext.newPage()
  await installProbe(warm, [NODE])
  await warm.goto(`${url}/map`)
  await seenAt(warm, NODE)
  await warm.reload()
  const again = await seenAt(warm, NODE)
  await warm.getByRole('button', { name: 'Verdict', exact: true }).click()
  await warm.getByRole('option', { name: 'decided by default rule' }).evaluate((option) => {
    option.id = 'bench-option'
  })
  const filter = await timeUntil(
    warm,
    { selector: '#bench-option', event: 'click' },
    { selector: ALLOWED_EDGE, gone: true },
  )
  await warmContext.close()
  return { paint, again, loadTask, open, close, hide, filter }
}

const opened = async (browser: Browser, url: string) => {
  const context = await signedIn(browser, url)
  const page = await context.newPage()
  await installProbe(page, [WORKLOAD])
  await page.goto(`${url}/map?level=workload`)
  const paint = await seenAt(page, WORKLOAD)
  const loadTask = await longestTask(page)
  const before = await page.evaluate(() => performance.now())
  const motion = await pan(page)
  const panTask = await longestTask(page, before)
  const drawn = await drawnOn(page)
  await context.close()
  return { paint, loadTask, panTask, ...motion, ...drawn }
}

const manager = await startManager()
const browser = await launch()
try {
  await visit(browser, manager.url)
  const visits: Awaited<ReturnType<typeof visit>>[] = []
  for (let round = 0; round < ROUNDS; round += 1) visits.push(await visit(browser, manager.url))
  const full: Awaited<ReturnType<typeof opened>>[] = []
  for (let round = 0; round < 3; round += 1) full.push(await opened(browser, manager.url))
  const of = (name: keyof (typeof visits)[number]) => median(visits.map((values) => values[name]))
  const ofFull = (name: keyof (typeof full)[number]) => median(full.map((values) => values[name]))
  const bundle = initialBundle()
  console.log(
    JSON.stringify(
      {
        map: {
          firstUsefulPaintMs: { emptyCache: of('paint'), filesCached: of('again'), target: 1_000 },
          openApplicationMs: { median: of('open'), target: 100 },
          closeApplicationMs: { median: of('close'), target: 100 },
          hideMarkMs: { median: of('hide'), target: 100 },
          filterByVerdictMs: { median: of('filter'), target: 100 },
          longestTaskMs: { load: of('loadTask'), target: 200 },
        },
        mapFullyOpened: {
          firstUsefulPaintMs: ofFull('paint'),
          longestTaskMs: { load: ofFull('loadTask'), pan: ofFull('panTask'), target: 200 },
          panFramesPerSecond: ofFull('fps'),
          worstFrameMs: ofFull('worstMs'),
          drawn: { nodes: ofFull('nodes'), edges: ofFull('edges') },
        },
        initialBundleKbGzip: { ...bundle, total: bundle.scriptKb + bundle.styleKb, target: 350 },
      },
      null,
      2,
    ),
  )
} finally {
  await browser.close()
  await manager.stop()
}
