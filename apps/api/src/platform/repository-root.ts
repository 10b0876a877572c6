import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const findRoot = (from: string): string => {
  if (existsSync(join(from, 'pnpm-workspace.yaml'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('no pnpm-workspace.yaml above the running code')
  return findRoot(parent)
}

/** The installation's root folder; the same whether the source or the bundle runs. */
export const repositoryRoot = findRoot(dirname(fileURLToPath(import.meta.url)))
