/**
 * `pnpm fuzz [--packets N] [--seed N]`: the engine's differential tests over many more random documents than `npm test` takes,
 * 100,000,000 packets unless told, and a large document for every two hundred tiny ones; the analyses of one for every thousand.
 * The seed is printed: the same one makes the same documents.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './lib/root.mjs'

/** Of the tiny world, each met by every document. */
const PACKETS_PER_DOCUMENT = 1_800

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '100000000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
})
for (const [name, text] of Object.entries(values)) {
  if (/^[1-9]\d{0,11}$/.test(text)) continue
  console.error(`--${name} is \`${text}\`: must be a whole number from 1 on`)
  process.exit(2)
}
const runs = Math.ceil(Number(values.packets) / PACKETS_PER_DOCUMENT)
console.log(`${runs} documents, seed ${values.seed}`)
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project=engine',
    '--testTimeout=86400000',
    'packages/engine/test/differential.test.ts',
    'packages/engine/test/large-differential.test.ts',
    'packages/engine/test/large/',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      FLOWGATE_FUZZ_RUNS: String(runs),
      FLOWGATE_FUZZ_SEED: values.seed,
      FLOWGATE_FUZZ_LARGE_WORLDS: String(Math.ceil(runs / 200)),
      FLOWGATE_FUZZ_LARGE_MOST: '14',
      FLOWGATE_FUZZ_LARGE_ANALYSES: String(Math.ceil(runs / 1_000)),
      FLOWGATE_FUZZ_LARGE_ANALYSES_MOST: '9',
    },
  },
)
process.exit(status ?? 1)
