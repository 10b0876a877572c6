import { defineConfig } from 'vitest/config'

/** Unit and property tests of one workspace package; they need nothing but Node. */
const unit = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root, include: ['**/*.test.{ts,tsx}'], environment: 'node' as const },
})

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      unit('engine', 'packages/engine'),
      unit('shared', 'packages/shared'),
      unit('dfe', 'packages/dfe'),
      unit('seed', 'prisma/seed'),
      unit('console', 'apps/console'),
      unit('cli', 'apps/cli'),
      unit('dfe-host', 'apps/dfe'),
      unit('api', 'apps/api'),
    ],
  },
})
