/**
 * `pnpm conformance --data DIR [--suite NAME] --json`: other people's policies with other people's answers, held against
 * the engine. A suite whose folder is missing is absent from the report, not passed.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { suites } from './suites.ts'
import { createCases, type SuiteReport } from './support/report.ts'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(root, '../shared/data') },
    suite: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
  },
})
// npm and pnpm run scripts at the root of the repository; a path is meant from where the command was typed.
const data = resolve(process.env.INIT_CWD ?? process.cwd(), values.data)
const fail = (message: string): never => {
  console.error(message)
  process.exit(2)
}
if (!existsSync(data)) fail(`there is no folder \`${data}\`; name the one that holds the suites with --data`)
for (const name of values.suite ?? [])
  if (!suites.some((suite) => suite.name === name))
    fail(`there is no suite \`${name}\`; one of: ${suites.map(({ name: each }) => each).join(', ')}`)

/** A folder that cannot be read at all is one failed case, and no reason to leave the other suites out. */
const reportOf = (name: string, run: (folder: string) => SuiteReport, folder: string): SuiteReport => {
  try {
    return run(folder)
  } catch (error) {
    const cases = createCases(name)
    cases.check('the folder', () => [error instanceof Error ? error.message : String(error)])
    return cases.report()
  }
}

const reports: SuiteReport[] = []
for (const { name, run } of suites) {
  if (values.suite !== undefined && !values.suite.includes(name)) continue
  const folder = join(data, name)
  if (!existsSync(folder)) continue
  const report = reportOf(name, run, folder)
  reports.push(report)
  if (values.json) continue
  console.log(`${name}: ${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`)
  for (const failure of report.failures) console.log(`  failed   ${failure}`)
  for (const skip of report.skips) console.log(`  skipped  ${skip.case}: ${skip.reason}`)
}
if (values.json) console.log(JSON.stringify({ suites: reports }))
if (reports.length === 0) fail(`no suite in \`${data}\``)
process.exit(reports.some(({ failed }) => failed > 0) ? 1 : 0)
