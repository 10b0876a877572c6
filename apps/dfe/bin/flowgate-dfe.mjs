#!/usr/bin/env node
/** Runs the bundled command, bundling it first when its source has changed since. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const app = dirname(dirname(fileURLToPath(import.meta.url)))
const root = dirname(dirname(app))
const bundle = join(app, 'dist/flowgate-dfe.js')

/** @param {string} folder @returns {number} time of the newest file below */
const newest = (folder) =>
  readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name)
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs)
  }, 0)

const sources = ['apps/dfe/src', 'packages/dfe/src', 'packages/engine/src', 'packages/shared/src']
const isStale = () =>
  !existsSync(bundle) || sources.some((source) => newest(join(root, source)) > statSync(bundle).mtimeMs)

if (isStale()) {
  const { bundleCommand } = await import('../../../scripts/lib/bundle.mjs')
  await bundleCommand({ entry: 'apps/dfe/src/main.ts', outfile: 'apps/dfe/dist/flowgate-dfe.js' })
}
await import(bundle)
