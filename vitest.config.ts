import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const project = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root, include: ['**/*.test.{ts,tsx}'], environment: 'node' as const },
})

const api = project('api', 'apps/api')
const cli = project('cli', 'apps/cli')

export default defineConfig({
  test: {
    // Property tests run long on a busy machine; none of them waits for time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      project('engine', 'packages/engine'),
      project('shared', 'packages/shared'),
      project('dfe', 'packages/dfe'),
      project('seed', 'prisma/seed'),
      project('console', 'apps/console'),
      // Whole commands against a whole Manager, each a process of its own.
      { ...cli, test: { ...cli.test, testTimeout: 120_000, hookTimeout: 180_000 } },
      project('dfe-host', 'apps/dfe'),
      project('conformance', 'conformance'),
      // One real PostgreSQL for the run; each file clones a database of its own from it.
      {
        ...api,
        test: {
          ...api.test,
          globalSetup: [fileURLToPath(new URL('apps/api/test/support/test-server.ts', import.meta.url))],
        },
      },
    ],
  },
})
