/** Writes the Prisma client from `prisma/schema.prisma`; nothing to do when the schema has not changed. */
import { fileURLToPath } from 'node:url'
import { changesOf } from './lib/fingerprint.mjs'
import { root } from './lib/root.mjs'
import { run } from './lib/run.mjs'

export const generate = async ({ force = false } = {}) => {
  const state = changesOf(
    'prisma-client',
    ['prisma/schema.prisma', 'apps/api/node_modules/prisma/package.json'],
    {
      produces: ['apps/api/src/platform/prisma/generated/client.ts'],
    },
  )
  if (!state.changed && !force) return false
  await run(
    'generate the database client',
    process.execPath,
    [
      `${root}/apps/api/node_modules/prisma/build/index.js`,
      'generate',
      '--schema',
      `${root}/prisma/schema.prisma`,
      '--no-hints',
    ],
    {
      // Prisma would download an engine that generating never runs, and ask home for updates.
      env: {
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
    },
  )
  state.save()
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const done = await generate({ force: process.argv.includes('--force') })
  console.log(done ? 'the database client is written' : 'the database client is up to date')
}
