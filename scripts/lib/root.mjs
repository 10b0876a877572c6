import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * Path of an installed command, without going through npx or pnpm (each costs a second).
 * @param {string} name
 * @param {string} [from] workspace package that depends on it
 */
export const bin = (name, from = '.') => {
  const path = join(root, from, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name)
  if (!existsSync(path))
    throw new Error(`\`${name}\` is not installed in ${from}: run \`npx --yes pnpm@12 install\``)
  return path
}
