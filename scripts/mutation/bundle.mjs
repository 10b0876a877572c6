/** The engine's tests with everything they import, as one script: evaluating it takes milliseconds, and it can be done again. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { build } from 'esbuild'

/** Loaded before any test file, so that what each of them does while it loads can be told from what the sources do. */
export const SOURCES = 'src/index.ts'

const OUTSIDE = ['vitest', 'fast-check']

/** Stryker's function that counts who covers what; it is called in the innermost loops, for nothing once coverage is known. */
const COUNTING = /^function (stryCov_\w+)\(\) \{[\s\S]*?^\}/m

/**
 * @param {string} folder of the package, instrumented
 * @param {readonly string[]} files test files, relative to it
 * @param {{ counting: boolean }} options whether coverage is counted
 * @returns {Promise<(api: BundleApi) => void>} evaluates all files anew, each declaring its tests
 */
export const bundleTests = async (folder, files, { counting }) => {
  const parts = [SOURCES, ...files].map(
    (file) => `enter(${JSON.stringify(file)}); require(${JSON.stringify(`./${file}`)})`,
  )
  const { outputFiles } = await build({
    stdin: { contents: parts.join('\n'), resolveDir: folder, sourcefile: 'all-tests.js' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: OUTSIDE,
    logLevel: 'error',
    plugins: [
      {
        name: 'sources',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.ts$/ }, ({ path }) => ({
            loader: 'ts',
            contents: rewritten(readFileSync(path, 'utf8'), path, counting),
          }))
        },
      },
    ],
  })
  const script = new Script(`(function (require, enter, module, exports) {${outputFiles[0]?.text}\n})`, {
    filename: join(folder, 'all-tests.js'),
  })
  const nodeRequire = createRequire(join(folder, 'package.json'))
  return ({ vitest, fastCheck, enter }) => {
    const require = (/** @type {string} */ name) =>
      name === 'vitest' ? vitest : name === 'fast-check' ? fastCheck : nodeRequire(name)
    const module = { exports: {} }
    script.runInThisContext()(require, enter, module, module.exports)
  }
}

/** @typedef {{ vitest: object, fastCheck: object, enter: (file: string) => void }} BundleApi */

/** @type {(text: string, path: string, counting: boolean) => string} */
const rewritten = (text, path, counting) => {
  const placed = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
  return counting ? placed : placed.replace(COUNTING, 'function $1() {}')
}
