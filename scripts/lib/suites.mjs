import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { npmCommand } from './install.mjs'
import { root } from './root.mjs'
import { add, fromPlaywright, fromVitest, oneFailure } from './tally.mjs'

const reports = join(root, 'test-results')

/**
 * Runs a test runner with its output shown and reads its report.
 * @param {string} name
 * @param {string[]} command
 * @param {{ env?: Record<string, string>, cwd?: string, read: (report: any) => import('./tally.mjs').Tally }} options
 */
const runSuite = async (name, command, { env = {}, cwd = root, read }) => {
  const file = join(reports, `${name.replaceAll(/[^a-z0-9.]+/gi, '-')}.json`)
  mkdirSync(reports, { recursive: true })
  rmSync(file, { force: true })
  const [program = '', ...args] = command.map((word) => word.replace('REPORT', file))
  const code = await new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...env },
    })
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (!existsSync(file)) return oneFailure(`${name}: ended with exit code ${code} and no report`)
  const tally = read(JSON.parse(readFileSync(file, 'utf8')))
  // An error outside any test fails the run without failing a test.
  if (code !== 0 && tally.failed === 0) return add(tally, oneFailure(`${name}: ended with exit code ${code}`))
  if (tally.passed + tally.failed === 0) return add(tally, oneFailure(`${name}: ran no test`))
  return tally
}

const vitest = [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  '--outputFile.json=REPORT',
]

/**
 * Unit, property and API tests.
 * @param {string} [version] another Node than the running one, from npm: `24`, `20.19`
 * @param {string[]} [more] arguments for vitest
 */
export const unitSuite = (version, more = []) => {
  const { file, args } = npmCommand()
  const node =
    version === undefined
      ? [process.execPath]
      : [file, ...args, 'exec', '--yes', `--package=node@${version}`, '--', 'node']
  const name = `unit and API tests on Node ${version ?? process.versions.node}`
  return runSuite(name, [...node, ...vitest, ...more], { read: (report) => fromVitest(report, root) })
}

/** Browser tests. @param {string} browser path of a Chromium */
export const browserSuite = (browser) =>
  runSuite(
    'browser tests',
    [
      process.execPath,
      join(root, 'e2e/node_modules/@playwright/test/cli.js'),
      'test',
      '--reporter=list,json',
    ],
    { cwd: join(root, 'e2e'), env: { FLOWGATE_CHROMIUM: browser }, read: fromPlaywright },
  )
