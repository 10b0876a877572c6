/** `pnpm bench NAME [ARGS]`: runs `bench/NAME.ts` of the root or of a package; without a name, lists them. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { bin, root } from './lib/root.mjs'

const groups = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => join(group, name)),
)
const files = ['conformance', 'e2e', ...groups]
  .map((folder) => join(root, folder, 'bench'))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  )
const benches = new Map(files.map((file) => [basename(file, '.ts'), file]))

const [name, ...args] = process.argv.slice(2)
const file = name === undefined ? undefined : benches.get(name)
if (file === undefined) {
  console.error(
    `usage: pnpm bench NAME; there ${benches.size === 1 ? 'is' : 'are'}: ${[...benches.keys()].sort().join(', ') || 'none'}`,
  )
  process.exit(2)
}
// In a tree that never ran: what the benchmarks import is written first.
const { generate } = await import('./generate.mjs')
await generate()
const { status } = spawnSync(bin('tsx'), [file, ...args], { stdio: 'inherit' })
process.exit(status ?? 1)
