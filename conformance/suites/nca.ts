import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { schemeCases } from '../nca/scheme.ts'
import { createCases, type SuiteReport } from '../support/report.ts'

const SCHEME = /scheme.*\.ya?ml$/

/** Every query of every scheme file that has an expected number. */
export function nca(folder: string): SuiteReport {
  const cases = createCases('01-policy-nca')
  const tests = resolve(folder, 'tests')
  const files = existsSync(tests) ? readdirSync(tests, { recursive: true, encoding: 'utf8' }) : []
  for (const file of files.filter((name) => SCHEME.test(name)).sort())
    schemeCases(join(tests, file), tests, file, cases)
  return cases.report()
}
