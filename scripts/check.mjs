/** `pnpm check`: the static checks alone; `pnpm check types` one of them. */

import { generate } from './generate.mjs'
import { checks, runCheck } from './lib/checks.mjs'

const words = process.argv.slice(2)
const wanted = checks.filter(({ name }) => words.every((word) => name.includes(word)))
if (wanted.length === 0) {
  console.error(`no check is called so; there are: ${checks.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}
await generate()
let failed = 0
for (const check of wanted) failed += (await runCheck(check)) ? 0 : 1
process.exit(failed > 0 ? 1 : 0)
