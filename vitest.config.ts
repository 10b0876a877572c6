import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const project = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root, include: ['**/*.test.{ts,tsx}'], environment: 'node' as const },
})

const api = project('api', 'apps/api')

export default defineConfig({
  test: {
    projects: [
      project('engine', 'packages/engine'),
      project('shared', 'packages/shared'),
      project('dfe', 'packages/dfe'),
      project('seed', 'prisma/seed'),
      project('console', 'apps/console'),
      project('cli', 'apps/cli'),
      project('dfe-host', 'apps/dfe'),
      // One real PostgreSQL for the run; each file clones a database of its own from it.
      {
        ...api,
        test: {
          ...api.test,
          globalSetup: [fileURLToPath(new URL('apps/api/test/support/test-server.ts', import.meta.url))],
          testTimeout: 20_000,
          // A whole Manager starts in a hook; on a busy machine that takes a while.
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
