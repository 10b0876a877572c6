/** Mutation testing of the engine, `pnpm mutation`. The runner is ours: see scripts/mutation/runner.mjs for why. */
import { fileURLToPath } from 'node:url'

const inRoot = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/match/**/*.ts', 'src/resolve/**/*.ts', 'src/analyze/**/*.ts'],
  testRunner: 'in-process',
  plugins: [inRoot('scripts/mutation/runner.mjs'), inRoot('scripts/mutation/ignore-messages.mjs')],
  ignorers: ['messages'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  warnings: { slow: false },
  timeoutMS: 8_000,
  timeoutFactor: 4,
  incremental: true,
  incrementalFile: inRoot('.cache/mutation/incremental.json'),
  tempDirName: inRoot('.cache/mutation/sandbox'),
  reporters: ['progress-append-only', 'json', 'html'],
  jsonReporter: { fileName: inRoot('.cache/mutation/report.json') },
  htmlReporter: { fileName: inRoot('.cache/mutation/report.html') },
  ignorePatterns: ['bench', 'test/kernel', 'test/flows'],
  // Types are not checked when the tests are bundled.
  disableTypeChecks: false,
  allowEmpty: true,
  cleanTempDir: 'always',
}
