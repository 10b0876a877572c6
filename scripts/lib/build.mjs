import { join } from 'node:path'
import { changesOf } from './fingerprint.mjs'
import { root } from './root.mjs'
import { run } from './run.mjs'

const libraries = [
  'packages/engine/src',
  'packages/shared/src',
  'packages/dfe/src',
  'pnpm-lock.yaml',
  'scripts/lib/bundle.mjs',
]

/**
 * Runs a build step if what goes into it has changed.
 * @param {string} name
 * @param {string[]} inputs
 * @param {string} output
 * @param {() => Promise<unknown>} work
 */
const step = async (name, inputs, output, work) => {
  const state = changesOf(name, inputs, { produces: [output] })
  if (!state.changed) return
  await work()
  state.save()
}

/** @param {string} label @param {() => Promise<unknown>} work */
const timed = async (label, work) => {
  const began = Date.now()
  await work()
  console.log(`  ${label}: ${((Date.now() - began) / 1000).toFixed(1)} s`)
}

/** The bundler keeps a process for the next bundle; there is none. */
const endBundler = async () => {
  const { stop } = await import('esbuild')
  await stop()
}

const buildServer = () =>
  step(
    'server',
    ['apps/api/src', 'prisma/seed', 'prisma/schema.prisma', ...libraries],
    'apps/api/dist/main.js',
    async () => {
      const { bundleServer } = await import('./bundle.mjs')
      await timed('bundle the Manager', bundleServer)
    },
  )

const buildCli = () =>
  step('cli', ['apps/cli/src', ...libraries], 'apps/cli/dist/flowgate.js', async () => {
    const { bundleCommand } = await import('./bundle.mjs')
    await timed('bundle the flowgate command', () =>
      bundleCommand({ entry: 'apps/cli/src/main.ts', outfile: 'apps/cli/dist/flowgate.js' }),
    )
  })

const buildConsole = () =>
  step(
    'console',
    [
      'apps/console/src',
      'apps/console/index.html',
      'apps/console/public',
      'apps/console/vite.config.ts',
      ...libraries,
    ],
    'apps/console/dist/index.html',
    () =>
      run(
        'build the console',
        process.execPath,
        [join(root, 'apps/console/node_modules/vite/bin/vite.js'), 'build'],
        {
          cwd: join(root, 'apps/console'),
          env: { NODE_ENV: 'production' },
        },
      ),
  )

/** Everything `npm start` serves; each part only if it changed. */
export const buildAll = async () => {
  const { generate } = await import('../generate.mjs')
  await generate()
  await Promise.all([buildServer(), buildCli(), buildConsole()])
  await endBundler()
}
