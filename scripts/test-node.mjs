/** `pnpm test:node 24`: the unit and API tests on another version of Node, which npm brings. */
import { generate } from './generate.mjs'
import { unitSuite } from './lib/suites.mjs'

const [version, ...more] = process.argv.slice(2)
if (version === undefined || !/^\d+(\.\d+){0,2}$/.test(version)) {
  console.error(`usage: pnpm test:node VERSION, such as 24 or 20.19; got \`${version ?? ''}\``)
  process.exit(2)
}
await generate()
const { passed, failed, skipped } = await unitSuite(version, more)
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`)
process.exit(failed > 0 ? 1 : 0)
