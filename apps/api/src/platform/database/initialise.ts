import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '../exit-codes.ts'
import { StartupError } from '../startup-error.ts'
import { type Account, commandAs } from './account.ts'
import { type Binaries, postgresMajor } from './binaries.ts'
import { databaseUser } from './credentials.ts'

const run = (command: ReturnType<typeof commandAs>): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const { file, args, ...identity } = command
    const child = spawn(file, args, {
      ...identity,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })

const checkVersion = (clusterDir: string): void => {
  const found = readFileSync(join(clusterDir, 'PG_VERSION'), 'utf8').trim()
  if (found === String(postgresMajor)) return
  throw new StartupError(
    exitCodes.dataDirectoryUnusable,
    `${clusterDir} holds data of PostgreSQL ${found}, but this Flowgate comes with PostgreSQL ${postgresMajor}`,
    'Restore a backup into a new FLOWGATE_DATA_DIR, or set DATABASE_URL to a server of that version.',
  )
}

/**
 * Makes the cluster if there is none. It is built aside and renamed, so a start that is killed halfway leaves
 * nothing that looks like a cluster.
 *
 * Text compares by code point, lower and upper case follow Unicode, everywhere alike: the machine's locales play no part.
 */
export const initialiseCluster = async (
  binaries: Binaries,
  account: Account | null,
  clusterDir: string,
  password: string,
): Promise<'created' | 'existing'> => {
  if (existsSync(join(clusterDir, 'PG_VERSION'))) {
    checkVersion(clusterDir)
    return 'existing'
  }
  const building = `${clusterDir}.new`
  const passwordFile = `${clusterDir}.password-for-initdb`
  rmSync(building, { recursive: true, force: true })
  mkdirSync(building, { mode: 0o700 })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  try {
    if (account !== null) {
      chownSync(building, account.uid, account.gid)
      chownSync(passwordFile, account.uid, account.gid)
    }
    const args = [
      `--pgdata=${building}`,
      `--username=${databaseUser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ]
    const { code, output } = await run(commandAs(account, binaries.initdb, args, building))
    if (code !== 0) {
      throw new StartupError(
        exitCodes.dataDirectoryUnusable,
        `PostgreSQL could not create its files in ${clusterDir}:\n${output.trim()}`,
        'Check the free space and the permissions of the data directory.',
      )
    }
    renameSync(building, clusterDir)
    return 'created'
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(building, { recursive: true, force: true })
  }
}
