/** Every TypeScript project of the workspace, leaves of the import graph first. */
export const projects = [
  'packages/engine',
  'packages/engine/test',
  'packages/shared',
  'packages/shared/test',
  'packages/dfe',
  'prisma/seed',
  'apps/api',
  'apps/cli',
  'apps/dfe',
  'apps/console',
  'e2e',
  'conformance',
  '.',
]
