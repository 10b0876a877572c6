import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for a condition, asking every few milliseconds. False when it did not come true in time. */
export async function until(holds: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!(await holds())) {
    if (performance.now() > end) return false
    await sleep(3)
  }
  return true
}
