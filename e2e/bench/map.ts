/**
 * The map of an estate of 10,000 workloads in 200 applications with 200,000 flows, in a real browser: what the Manager takes to
 * answer, first useful paint, opening and closing, panning and zooming at each level, long tasks. Prints JSON.
 *
 *   pnpm bench map
 *   WORKLOADS=5000 FLOWS=100000 pnpm bench map
 *   FLOWGATE_URL=http://127.0.0.1:8080 FLOWGATE_ADMIN_PASSWORD=… pnpm bench map    (a Manager that has this estate already)
 */
import type { Browser, BrowserContext } from '@playwright/test'
import { drawn, launch, pan, signedIn, zoom } from './support/browser.ts'
import { loadLargeEstate } from './support/large-estate.ts'
import { startManager } from './support/manager.ts'
import { installProbe, longestTask, seenAt, timeUntil } from './support/probe.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const size = {
  workloads: Number(process.env.WORKLOADS ?? 10_000),
  rules: Number(process.env.RULES ?? 1_000),
  flows: Number(process.env.FLOWS ?? 200_000),
}
const NODE = '.react-flow__node'
const APPLICATION = `${NODE}[data-id="app:app-0001"]`
const TIER = `${NODE}[data-id="tier:app-0001/web"]`

const VIEWS = {
  applications: '',
  tiers: 'level=tier',
  workloads: 'level=workload',
  oneOpened: 'expand=app:app-0001,tier:app-0001/web,tier:app-0001/app,tier:app-0001/db',
  tenOpened: `expand=${Array.from({ length: 10 }, (_, index) => {
    const app = `app-${String(index + 1).padStart(4, '0')}`
    return `app:${app},tier:${app}/web,tier:${app}/app,tier:${app}/db`
  }).join(',')}`,
} as const

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)
}

/** An answer that nobody has asked for yet, and the same again. */
const ask = async (context: BrowserContext, url: string, view: string) => {
  const cold: number[] = []
  const warm: number[] = []
  let kilobytes = 0
  let counts = { nodes: 0, edges: 0, allEdges: 0 }
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = new Date(Date.now() - 30 * 86_400_000 + round * 1_000).toISOString()
    const address = `${url}/api/v1/map?from=${from}&${view}`
    for (const times of [cold, warm]) {
      const begin = performance.now()
      const answer = await context.request.get(address)
      const body = await answer.body()
      times.push(performance.now() - begin)
      const { nodes, edges, completeness } = JSON.parse(body.toString())
      kilobytes = Math.round(body.length / 1_000)
      counts = { nodes: nodes.length, edges: edges.length, allEdges: completeness.edges }
    }
  }
  return { coldMs: median(cold), warmMs: median(warm), kilobytes, ...counts }
}

const visit = async (browser: Browser, url: string, view: string) => {
  const context = await signedIn(browser, url)
  const page = await context.newPage()
  await installProbe(page, [NODE])
  await page.goto(`${url}/map?${view}`)
  const paint = await seenAt(page, NODE)
  await page.waitForLoadState('networkidle').catch(() => {})
  const loadTask = await longestTask(page)
  const before = await page.evaluate(() => performance.now())
  const whole = await drawn(page)
  const panned = await pan(page)
  const zoomed = await zoom(page)
  const moveTask = await longestTask(page, before)
  await context.close()
  return { paint, loadTask, moveTask, whole, panned, zoomed }
}

const openAndClose = async (browser: Browser, url: string) => {
  const context = await signedIn(browser, url)
  const page = await context.newPage()
  await installProbe(page, [NODE])
  await page.goto(`${url}/map`)
  await seenAt(page, NODE)
  await page.locator(APPLICATION).waitFor()
  await page.waitForLoadState('networkidle').catch(() => {})
  const act = { selector: APPLICATION, event: 'dblclick' } as const
  const open = await timeUntil(page, act, { selector: TIER })
  const close = await timeUntil(page, act, { selector: TIER, gone: true })
  const longest = await longestTask(page)
  await context.close()
  return { open, close, longest }
}

const manager = await startManager('off')
const browser = await launch()
try {
  const context = await signedIn(browser, manager.url)
  const loaded = process.env.FLOWGATE_URL ? null : await loadLargeEstate(context, manager.url, size)
  const server: Record<string, unknown> = {}
  for (const [name, view] of Object.entries(VIEWS)) server[name] = await ask(context, manager.url, view)
  const views: Record<string, unknown> = {}
  for (const [name, view] of Object.entries(VIEWS)) {
    const visits: Awaited<ReturnType<typeof visit>>[] = []
    for (let round = 0; round < ROUNDS; round += 1) visits.push(await visit(browser, manager.url, view))
    const of = (value: (one: (typeof visits)[number]) => number) => median(visits.map(value))
    views[name] = {
      firstUsefulPaintMs: of(({ paint }) => paint),
      longestTaskMs: { load: of(({ loadTask }) => loadTask), move: of(({ moveTask }) => moveTask) },
      pan: { fps: of(({ panned }) => panned.fps), worstMs: of(({ panned }) => panned.worstMs) },
      zoom: { fps: of(({ zoomed }) => zoomed.fps), worstMs: of(({ zoomed }) => zoomed.worstMs) },
      drawn: visits[0]?.whole,
    }
  }
  const acts: Awaited<ReturnType<typeof openAndClose>>[] = []
  for (let round = 0; round < ROUNDS; round += 1) acts.push(await openAndClose(browser, manager.url))
  const of = (name: keyof (typeof acts)[number]) => median(acts.map((one) => one[name]))
  const application = { openMs: of('open'), closeMs: of('close'), longestTaskMs: of('longest') }
  console.log(JSON.stringify({ estate: size, loaded, server, application, views }, null, 2))
} finally {
  await browser.close()
  await manager.stop()
}
