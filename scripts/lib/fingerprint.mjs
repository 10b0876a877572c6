import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './root.mjs'

const ignored = new Set(['node_modules', 'dist', 'generated', '.cache', 'test', 'coverage'])
const cache = join(root, 'node_modules/.cache/flowgate')

/** @param {string} path @returns {string[]} files under it, sorted */
const filesOf = (path) => {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesOf(join(path, entry.name)))
}

/**
 * Hash over names and contents of files and folders, without tests and what is generated.
 * @param {string[]} paths from the root
 */
const fingerprint = (paths) => {
  const hash = createHash('sha256')
  for (const file of paths.flatMap((path) => filesOf(join(root, path)))) {
    hash.update(`\0${file.slice(root.length)}\0`)
    hash.update(readFileSync(file))
  }
  return hash.digest('hex')
}

/**
 * Whether `inputs` differ from the last time that `save` was called for this step, or an output is missing.
 * @param {string} step
 * @param {string[]} inputs
 * @param {{ produces?: string[] }} [options]
 */
export const changesOf = (step, inputs, { produces = [] } = {}) => {
  const path = join(cache, `${step}.hash`)
  const now = fingerprint(inputs)
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return {
    changed: now !== before || produces.some((output) => !existsSync(join(root, output))),
    save: () => {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, now)
    },
  }
}
