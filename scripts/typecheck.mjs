/**
 * Type-checks every project, each under its own libraries and ambient types, and reports all that fail
 * rather than stopping at the first. `pnpm typecheck apps/api packages/engine` checks only those.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { projects } from './lib/projects.mjs'
import { bin, root } from './lib/root.mjs'

const cache = join(root, 'node_modules/.cache/typecheck')
mkdirSync(cache, { recursive: true })

const wanted = process.argv.slice(2).map((path) => path.replace(/\/+$/, ''))
const unknown = wanted.filter((path) => !projects.includes(path))
if (unknown.length > 0) {
  console.error(`not a project: ${unknown.join(', ')}; one of: ${projects.join(', ')}`)
  process.exit(2)
}

const failed = (wanted.length > 0 ? wanted : projects).filter((project) => {
  const buildInfo = join(cache, `${project.replaceAll('/', '-')}.tsbuildinfo`)
  const args = ['-p', join(root, project), '--pretty', '--incremental', '--tsBuildInfoFile', buildInfo]
  const { status } = spawnSync(bin('tsc'), args, { cwd: root, stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${project}`)
  return status !== 0
})
process.exit(failed.length > 0 ? 1 : 0)
