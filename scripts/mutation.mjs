/**
 * `pnpm mutation [--only FILE-OR-FOLDER] [--survivors] [--force]`: changes the engine's code in thousands of small ways and tells which
 * of them no test notices. FILE-OR-FOLDER is relative to packages/engine/src, such as `match` or `resolve/update.ts`. What did
 * not change since the last run is not tried again, unless `--force`.
 */
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { root } from './lib/root.mjs'
import { printScores, printSurvivors } from './mutation/print.mjs'

/** The least score that a whole run must reach, in percent. */
const LEAST = 85

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    survivors: { type: 'boolean', default: false },
    depth: { type: 'string', default: '1' },
    force: { type: 'boolean', default: false },
  },
})
if (!/^[1-9]\d{0,3}$/.test(values.depth)) {
  console.error(`--depth is \`${values.depth}\`: must be a whole number from 1 on`)
  process.exit(2)
}
process.env.FLOWGATE_MUTATION_DEPTH = values.depth
const engine = join(root, 'packages/engine')
mkdirSync(join(root, '.cache/mutation'), { recursive: true })

/** @type {(name: string) => string} */
const pattern = (name) => {
  const path = join(engine, 'src', name)
  const kind = statSync(path, { throwIfNoEntry: false })
  if (kind === undefined) {
    console.error(`--only is \`${name}\`: must be a file or folder of packages/engine/src`)
    process.exit(2)
  }
  const inEngine = relative(engine, path).replaceAll('\\', '/')
  return kind.isDirectory() ? `${inEngine}/**/*.ts` : inEngine
}
const mutate = values.only?.map(pattern)

// Stryker takes the folder it is started in for the project.
process.chdir(engine)
const began = Date.now()
const stryker = new Stryker({
  configFile: join(engine, 'stryker.config.mjs'),
  force: values.force,
  ...(mutate && { mutate }),
})
await stryker.runMutationTest()
const report = JSON.parse(readFileSync(join(root, '.cache/mutation/report.json'), 'utf8'))
if (values.survivors) printSurvivors(report)
const score = printScores(report, (Date.now() - began) / 1000)
if (score < LEAST) console.log(`the score is below ${LEAST} %; --survivors lists what no test notices`)
process.exit(score < LEAST ? 1 : 0)
