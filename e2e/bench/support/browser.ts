import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { PASSWORD } from './manager.ts'

const executable = [process.env.FLOWGATE_CHROMIUM, chromium.executablePath(), '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
)

export const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(executable ? { executablePath: executable } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })

export const signedIn = async (
  browser: Browser,
  url: string,
  viewport = { width: 1440, height: 900 },
): Promise<BrowserContext> => {
  const context = await browser.newContext({ baseURL: url, viewport })
  const answer = await context.request.post(`${url}/api/v1/auth/sign-in`, {
    headers: { origin: url },
    data: { email: 'admin@flowgate.local', password: PASSWORD },
  })
  // What the console itself notes after a sign-in, so that it asks for the session at all.
  await context.addInitScript("localStorage.setItem('flowgate.signed-in', 'true')")
  if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}: ${await answer.text()}`)
  return context
}

export interface Motion {
  readonly fps: number
  readonly worstMs: number
}

/** Frames a second for two seconds, while `move` moves something. */
const frames = async (page: Page, move: () => Promise<void>): Promise<Motion> => {
  const counted = page.evaluate(
    () =>
      new Promise<Motion>((resolve) => {
        const begin = performance.now()
        let count = 0
        let last = begin
        let worst = 0
        const tick = (now: number) => {
          count += 1
          worst = Math.max(worst, now - last)
          last = now
          if (now - begin < 2_000) requestAnimationFrame(tick)
          else resolve({ fps: Math.round(count / ((now - begin) / 1_000)), worstMs: Math.round(worst) })
        }
        requestAnimationFrame(tick)
      }),
  )
  await move()
  return counted
}

/** The map is dragged about. */
export const pan = async (page: Page): Promise<Motion> => {
  const box = await page.locator('.react-flow__pane').boundingBox()
  if (!box) throw new Error('the map is not shown')
  const [x, y] = [box.x + 30, box.y + box.height - 160]
  await page.mouse.move(x, y)
  await page.mouse.down()
  const motion = await frames(page, async () => {
    for (let step = 1; step <= 60; step += 1) await page.mouse.move(x + step * 6, y - step * 3)
  })
  await page.mouse.up()
  return motion
}

/** From the whole into the middle and out again. */
export const zoom = async (page: Page): Promise<Motion> => {
  const box = await page.locator('.react-flow__pane').boundingBox()
  if (!box) throw new Error('the map is not shown')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  return frames(page, async () => {
    for (let step = 0; step < 40; step += 1) await page.mouse.wheel(0, step < 20 ? -120 : 120)
  })
}

export const drawn = (page: Page): Promise<{ nodes: number; edges: number }> =>
  page.evaluate(() => ({
    nodes: document.querySelectorAll('.react-flow__node').length,
    edges: document.querySelectorAll('.fg-edge').length,
  }))
