import type { Page } from '@playwright/test'

declare global {
  interface Window {
    flowgateProbe: {
      /** Milliseconds since navigation at which `selector` first matched; the first one watched for. */
      firstSeen: Record<string, number>
      longTasks: { at: number; ms: number }[]
    }
  }
}

/** Notes long tasks, and when something is first on the page, from the first moment of each navigation. */
export const installProbe = async (page: Page, selectors: readonly string[]): Promise<void> => {
  // The bundler that runs this file wraps functions in a helper, which a page does not have.
  await page.addInitScript('globalThis.__name = (value) => value')
  await page.addInitScript((watched: readonly string[]) => {
    window.flowgateProbe = { firstSeen: {}, longTasks: [] }
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        window.flowgateProbe.longTasks.push({ at: startTime, ms: duration })
    }).observe({ type: 'longtask', buffered: true })
    const look = () => {
      for (const selector of watched) {
        if (window.flowgateProbe.firstSeen[selector] !== undefined || !document.querySelector(selector))
          continue
        // The frame after next has it on the screen.
        window.flowgateProbe.firstSeen[selector] = Number.NaN
        requestAnimationFrame(() =>
          setTimeout(() => {
            window.flowgateProbe.firstSeen[selector] = performance.now()
          }, 0),
        )
      }
    }
    new MutationObserver(look).observe(document, { childList: true, subtree: true })
  }, selectors)
}

/** Milliseconds since navigation, once it is on the screen. */
export const seenAt = async (page: Page, selector: string): Promise<number> => {
  await page.waitForFunction((wanted) => (window.flowgateProbe.firstSeen[wanted] ?? Number.NaN) > 0, selector)
  return page.evaluate((wanted) => window.flowgateProbe.firstSeen[wanted] ?? Number.NaN, selector)
}

/** From an event that `act` dispatches within the page until `selector` matches (or no longer does) and is painted. */
export const timeUntil = (
  page: Page,
  act: { readonly selector: string; readonly event: 'click' | 'dblclick' },
  until: { readonly selector: string; readonly gone?: boolean },
): Promise<number> =>
  page.evaluate(
    ({ act: { selector, event }, until: { selector: wanted, gone = false } }) =>
      new Promise<number>((resolve, reject) => {
        const target = document.querySelector(selector)
        if (!target) return reject(new Error(`nothing matches ${selector}`))
        const begin = performance.now()
        const check = () => {
          if ((document.querySelector(wanted) === null) !== gone) return false
          observer.disconnect()
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begin), 0))
          return true
        }
        const observer = new MutationObserver(check)
        observer.observe(document, { childList: true, subtree: true, attributes: true })
        target.dispatchEvent(new MouseEvent(event, { bubbles: true, cancelable: true, view: window }))
        check()
      }),
    { act, until },
  )

export const longestTask = (page: Page, since = 0): Promise<number> =>
  page.evaluate(
    (from) =>
      window.flowgateProbe.longTasks
        .filter(({ at }) => at >= from)
        .reduce((most, { ms }) => Math.max(most, ms), 0),
    since,
  )
