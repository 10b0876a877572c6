import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { build } from 'esbuild'
import { root } from './root.mjs'

/** What the code that runs the bundle reads about itself, instead of its place in the source. */
const knowsItIsBundled = join(root, 'apps/api/src/platform/worker.ts')

/**
 * Bundled code lies elsewhere than its source, but files beside the source (migrations, recorded traffic) are found
 * from `import.meta.url`: it keeps pointing at the source file.
 * @param {string} outdir
 * @returns {import('esbuild').Plugin}
 */
const keepSourceUrls = (outdir) => ({
  name: 'keep-source-urls',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes(`${sep}node_modules${sep}`) || path === knowsItIsBundled) return undefined
      const contents = readFileSync(path, 'utf8')
      if (!contents.includes('import.meta.url')) return undefined
      const place = JSON.stringify(relative(outdir, path).split(sep).join('/'))
      return {
        contents: contents.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`),
        loader: 'ts',
      }
    })
  },
})

/**
 * Leaves packages from the registry where they are and takes in the workspace's own. One that a workspace package
 * needs must be reachable from the bundle too: said now rather than when it runs.
 * @param {string} app
 * @returns {import('esbuild').Plugin}
 */
const externalPackages = (app) => {
  const require = createRequire(join(root, app, 'package.json'))
  return {
    name: 'external-packages',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
        if (kind === 'entry-point' || path.startsWith('@flowgate/')) return undefined
        if (path.startsWith('node:')) return { path, external: true }
        const name = path
          .split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/')
        if (!(require.resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name)))) {
          return {
            errors: [{ text: `${app} must depend on \`${name}\`, imported by ${relative(root, importer)}` }],
          }
        }
        return { path, external: true }
      })
    },
  }
}

/** @param {string} folder @returns {string[]} */
const workersIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return workersIn(path)
    return entry.name.endsWith('.worker.ts') ? [path] : []
  })

/** The Manager and its worker threads into one folder, which must lie in `apps/api` for packages to be found from it. */
export const bundleServer = async (outdir = join(root, 'apps/api/dist')) => {
  await build({
    entryPoints: [join(root, 'apps/api/src/main.ts'), ...workersIn(join(root, 'apps/api/src'))],
    entryNames: '[name]',
    outdir,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
    plugins: [externalPackages('apps/api'), keepSourceUrls(outdir)],
  })
}

/**
 * A command into one file, libraries included: it starts in a fraction of the time.
 * @param {{ entry: string, outfile: string }} paths from the root
 */
export const bundleCommand = async ({ entry, outfile }) => {
  await build({
    entryPoints: [join(root, entry)],
    outfile: join(root, outfile),
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
    // Libraries in CommonJS call `require` for Node's own modules.
    banner: {
      js: "import { createRequire as flowgateRequire } from 'node:module';const require = flowgateRequire(import.meta.url);",
    },
    plugins: [keepSourceUrls(dirname(join(root, outfile)))],
  })
}
