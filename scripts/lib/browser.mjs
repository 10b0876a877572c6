import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './root.mjs'
import { run } from './run.mjs'

const system = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Playwright's own browser, if it has been downloaded. */
const playwrights = () => {
  const require = createRequire(join(root, 'e2e/package.json'))
  return require('@playwright/test').chromium.executablePath()
}

const find = () =>
  [process.env.FLOWGATE_CHROMIUM, playwrights(), ...system].find(
    (path) => path !== undefined && existsSync(path),
  )

/** Debian starts the services of what it installs, unless this file says no. */
const policy = '/usr/sbin/policy-rc.d'

const installWithApt = async () => {
  const ours = !existsSync(policy)
  if (ours) {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n')
    chmodSync(policy, 0o755)
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('look for Debian packages', 'apt-get', ['update', '-qq'], { env })
    await run(
      'install Chromium',
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
      { env },
    )
  } finally {
    if (ours) rmSync(policy, { force: true })
  }
}

const canApt = () => process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0

/**
 * A Chromium for the browser tests: one that is there, else Debian's, else Playwright's download.
 * @returns {Promise<string | null>} its path; null when none can be had
 */
export const findOrInstallBrowser = async () => {
  const found = find()
  if (found !== undefined) return found
  const ways = [
    ...(canApt() ? [installWithApt] : []),
    () =>
      run('download Chromium', process.execPath, [
        join(root, 'e2e/node_modules/@playwright/test/cli.js'),
        'install',
        'chromium',
      ]),
  ]
  for (const way of ways) {
    try {
      await way()
    } catch (error) {
      console.log(`  ${error instanceof Error ? error.message : error}`)
    }
    const now = find()
    if (now !== undefined) return now
  }
  return null
}
