import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { suites } from './suites.ts'

/** A few cases of every suite, in the same layout; `pnpm conformance` runs the whole data, which takes minutes. */
const fixtures = join(import.meta.dirname, 'fixtures')

describe('conformance', () => {
  it.each(suites)('$name', { timeout: 300_000 }, ({ name, run }) => {
    const report = run(join(fixtures, name))
    expect(report.failures).toEqual([])
    expect(report.passed).toBeGreaterThan(0)
    for (const { reason } of report.skips) expect(reason).not.toBe('')
  })
})
