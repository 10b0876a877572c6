/** Checks the import rules of `.dependency-cruiser.mjs`, and that there was something to check. */
import { existsSync } from 'node:fs'
import { cruise } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { root } from './lib/root.mjs'

process.chdir(root)
const places = [
  'packages/engine/src',
  'packages/shared/src',
  'packages/dfe/src',
  'apps/api/src',
  'apps/console/src',
  'apps/cli/src',
  'apps/dfe/src',
  'prisma/seed',
  'e2e',
  'conformance',
]
const options = await extractDepcruiseOptions('./.dependency-cruiser.mjs')
const { output, exitCode } = await cruise(places, options, undefined, {
  tsConfig: extractTSConfig('./tsconfig.base.json'),
})
const { modules, summary } = typeof output === 'string' ? JSON.parse(output) : output

for (const { from, to, rule, cycle } of summary.violations) {
  const path = cycle?.map(({ name }) => name).join(' -> ') ?? to
  console.log(`${rule.name}: ${from} -> ${path}`)
}
// With a TypeScript it cannot use, the checker reads nothing and calls that a success.
const unread = places.filter(
  (place) => existsSync(place) && !modules.some(({ source }) => source.startsWith(`${place}/`)),
)
for (const place of unread) console.log(`looked at no file in ${place}`)
const edges = modules.reduce((sum, { dependencies }) => sum + dependencies.length, 0)
console.log(`${modules.length} modules, ${edges} imports, ${summary.violations.length} violations`)
process.exit(summary.error > 0 || exitCode > 0 || unread.length > 0 || edges === 0 ? 1 : 0)
