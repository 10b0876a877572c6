/**
 * Counts of one runner, read from its JSON report.
 * @typedef {{ passed: number, failed: number, skipped: string[], failures: string[] }} Tally
 */

/** @returns {Tally} */
export const emptyTally = () => ({ passed: 0, failed: 0, skipped: [], failures: [] })

/** @param {Tally} a @param {Tally} b @returns {Tally} */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: [...a.skipped, ...b.skipped],
  failures: [...a.failures, ...b.failures],
})

/** @param {string} what @returns {Tally} */
export const oneFailure = (what) => ({ ...emptyTally(), failed: 1, failures: [what] })

/**
 * @param {any} report of vitest's json reporter
 * @param {string} root cut from file names
 * @returns {Tally}
 */
export const fromVitest = (report, root) => {
  let tally = emptyTally()
  for (const file of report.testResults) {
    const name = file.name.replace(`${root}/`, '')
    const before = tally.failed
    for (const test of file.assertionResults) {
      const title = `${name}: ${[...test.ancestorTitles, test.title].join(' > ')}`
      if (test.status === 'passed') tally.passed += 1
      else if (test.status === 'failed') tally = add(tally, oneFailure(title))
      else tally.skipped.push(title)
    }
    // A file that does not even load has no tests to fail.
    if (file.status === 'failed' && tally.failed === before) {
      tally = add(tally, oneFailure(`${name}: ${String(file.message ?? 'does not load').split('\n')[0]}`))
    }
  }
  return tally
}

/**
 * @param {any} report of Playwright's json reporter
 * @returns {Tally}
 */
export const fromPlaywright = (report) => {
  let tally = emptyTally()
  /** @param {any} suite @param {string[]} titles */
  const walk = (suite, titles) => {
    for (const spec of suite.specs ?? []) {
      const title = [...titles, spec.title].join(' > ')
      for (const test of spec.tests) {
        if (test.status === 'expected') tally.passed += 1
        else if (test.status === 'skipped') tally.skipped.push(title)
        // A test that passes only at a second try has failed.
        else tally = add(tally, oneFailure(title))
      }
    }
    for (const inner of suite.suites ?? []) walk(inner, inner.title ? [...titles, inner.title] : titles)
  }
  for (const suite of report.suites ?? []) walk(suite, [suite.title])
  for (const error of report.errors ?? []) {
    tally = add(tally, oneFailure(`e2e: ${String(error.message ?? error).split('\n')[0]}`))
  }
  return tally
}
