import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { repositoryRoot } from './repository-root.ts'

/**
 * Starts a worker thread from its source file: `startWorker(new URL('./fleet.worker.ts', import.meta.url))`.
 * The file's name ends in `.worker.ts`. In the bundle its bundled form runs; from source (tests) it runs through tsx.
 */
export const startWorker = (source: URL, options: WorkerOptions = {}): Worker => {
  // The bundler leaves this file's own `import.meta.url` alone, so it tells where the running code lies.
  const bundled = new URL(`./${basename(fileURLToPath(source), '.ts')}.js`, import.meta.url)
  if (existsSync(fileURLToPath(bundled))) return new Worker(bundled, options)
  // A worker of Node 20 does not take tsx from `--import`: it has to be registered from within, in its module form.
  const commonJs = createRequire(join(repositoryRoot, 'package.json')).resolve('tsx/esm/api')
  const tsx = pathToFileURL(commonJs.replace(/\.cjs$/, '.mjs')).href
  const script = `import('${tsx}').then((tsx) => { tsx.register(); return import('${source.href}') })`
  return new Worker(script, { ...options, eval: true })
}
