import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { changesOf } from './fingerprint.mjs'
import { root } from './root.mjs'
import { run } from './run.mjs'

const inputs = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']

/** npm's own program, without a shell: the one that runs us, else the one beside Node, else whatever is in the path. */
export const npmCommand = () => {
  const beside = join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js')
  const found = [process.env.npm_execpath, beside].find(
    (path) => path?.endsWith('npm-cli.js') && existsSync(path),
  )
  return found === undefined ? { file: 'npm', args: [] } : { file: process.execPath, args: [found] }
}

/**
 * Runs a package from the registry, as `npx --yes` does.
 * @param {string} step
 * @param {string[]} args
 */
const npx = (step, args) => {
  const { file, args: before } = npmCommand()
  // Without CI pnpm may ask; `npm_config_*` of an outer npm would reach it as settings of its own.
  return run(step, file, [...before, 'exec', '--yes', ...args], {
    env: { CI: 'true', NODE_ENV: 'development' },
  })
}

/** Installs what the lock file says, unless that was the last thing done here. */
export const install = async () => {
  const state = changesOf('install', inputs, {
    produces: ['node_modules/.modules.yaml', 'apps/api/node_modules'],
  })
  if (!state.changed) return false
  await npx('install the dependencies', [
    '--package=pnpm@12',
    '--',
    'pnpm',
    'install',
    '--frozen-lockfile',
    '--prod=false',
  ])
  state.save()
  return existsSync(join(root, 'node_modules'))
}
