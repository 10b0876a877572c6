/**
 * `npm test`: every check there is, in one command, the same at the desk and in CI. Closes with one line of counts.
 *
 *   --no-browser     without the browser tests
 *   --node=24,20.19  the unit and API tests on these versions of Node too (CI: 24 and the oldest supported, whichever the
 *                    present one is not)
 */
const { install } = await import('./lib/install.mjs')
await install()
const { buildAll } = await import('./lib/build.mjs')
const { findOrInstallBrowser } = await import('./lib/browser.mjs')
const { checks, runCheck } = await import('./lib/checks.mjs')
const { browserSuite, unitSuite } = await import('./lib/suites.mjs')
const { add, emptyTally, oneFailure } = await import('./lib/tally.mjs')

const options = process.argv.slice(2)
const nodes = options
  .find((option) => option.startsWith('--node='))
  ?.slice('--node='.length)
  .split(',')
const present = process.versions.node.split('.')[0]
const bothEnds = ['24', '20.19'].filter((version) => version.split('.')[0] !== present)
const alsoOn = nodes ?? (process.env.CI === 'true' ? bothEnds : [])

let total = emptyTally()
/** @type {string[]} */
const notes = []
const heading = (/** @type {string} */ text) => console.log(`\n== ${text}`)

heading('build')
let built = true
try {
  await buildAll()
} catch (error) {
  built = false
  total = add(total, oneFailure(`build: ${error instanceof Error ? error.message : error}`))
}

heading('static checks')
for (const check of checks) {
  total = add(total, (await runCheck(check)) ? { ...emptyTally(), passed: 1 } : oneFailure(check.name))
}

heading('unit, property and API tests')
total = add(total, await unitSuite())
for (const version of alsoOn) {
  heading(`unit, property and API tests on Node ${version}`)
  total = add(total, await unitSuite(version))
}

heading('browser tests')
if (options.includes('--no-browser')) {
  notes.push('browser tests: left out by --no-browser')
} else if (built) {
  const browser = await findOrInstallBrowser()
  if (browser !== null) total = add(total, await browserSuite(browser))
  else
    notes.push(
      'browser tests: no Chromium; install one (`apt-get install chromium`) or name it in FLOWGATE_CHROMIUM',
    )
}

const skipped = [...total.skipped, ...notes]
if (total.failures.length > 0)
  console.log(`\nFailed:\n${total.failures.map((title) => `  ${title}`).join('\n')}`)
if (skipped.length > 0)
  console.log(`\nSkipped (each name says what it needs):\n${skipped.map((title) => `  ${title}`).join('\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${skipped.length} skipped`)
process.exit(total.failed > 0 ? 1 : 0)
