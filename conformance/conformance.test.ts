import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { suites } from './suites.ts'

/** The whole data where it is there; otherwise the project's own small cases in the same layout. */
const whole = resolve(import.meta.dirname, '../../shared/data')
const own = join(import.meta.dirname, 'fixtures')
/** Minutes long; `pnpm conformance` runs it. */
const LONG: ReadonlySet<string> = new Set(['02-rules-classbench'])

describe('conformance', () => {
  for (const { name, run } of suites) {
    const folder = [join(whole, name), join(own, name)].find(
      (each) => existsSync(each) && !(LONG.has(name) && each.startsWith(whole)),
    )
    if (folder === undefined) continue
    it(`${name}`, { timeout: 300_000 }, () => {
      const report = run(folder)
      expect(report.failures).toEqual([])
      expect(report.passed).toBeGreaterThan(0)
      for (const { reason } of report.skips) expect(reason).not.toBe('')
    })
  }
})
