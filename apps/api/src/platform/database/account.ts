import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { exitCodes } from '../exit-codes.ts'
import { StartupError } from '../startup-error.ts'

/** The operating-system account PostgreSQL runs under when the Manager is root: it refuses to be root itself. */
export interface Account {
  uid: number
  gid: number
}

const lookUp = (name: string): Account | null => {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }))
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return null
  }
}

const createPostgresAccount = (): Account | null => {
  try {
    const args = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']
    execFileSync('useradd', args, { stdio: 'pipe' })
    return lookUp('postgres')
  } catch {
    return null
  }
}

/** Null when this process is not root, so that PostgreSQL runs as the same user. */
export const databaseAccount = (): Account | null => {
  if (process.getuid?.() !== 0) return null
  const account = lookUp('postgres') ?? createPostgresAccount() ?? lookUp('nobody')
  if (account !== null) return account
  throw new StartupError(
    exitCodes.dataDirectoryUnusable,
    'PostgreSQL does not run as root and there is no `postgres` account to run it as',
    'Create it (`useradd --system postgres`), start as an ordinary user, or set DATABASE_URL.',
  )
}

const setpriv = '/usr/bin/setpriv'

/** The nearest folder above `path` that other users may not pass through, or null. */
export const closedFolderAbove = (path: string): string | null => {
  const parent = dirname(path)
  if (parent === path) return null
  return (statSync(parent).mode & 0o001) === 0 ? parent : closedFolderAbove(parent)
}

export interface Command {
  file: string
  args: string[]
  uid?: number
  gid?: number
}

/**
 * How to run a PostgreSQL program as `account` on data in `folder`.
 *
 * Data below a closed folder such as /root are out of that account's reach. There the program gets the single
 * capability to pass through folders and read files; it stays an ordinary user in everything else.
 */
export const commandAs = (account: Account | null, file: string, args: string[], folder: string): Command => {
  if (account === null) return { file, args }
  const closed = closedFolderAbove(folder)
  if (closed === null) return { file, args, ...account }
  if (!existsSync(setpriv)) {
    throw new StartupError(
      exitCodes.dataDirectoryUnusable,
      `PostgreSQL runs as another user than root and cannot pass through ${closed}`,
      `Open that folder (\`chmod o+x ${closed}\`), name another FLOWGATE_DATA_DIR, or start as an ordinary user.`,
    )
  }
  const capability = '+dac_read_search'
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups']
  const capabilities = [`--inh-caps=${capability}`, `--ambient-caps=${capability}`]
  return { file: setpriv, args: [...identity, ...capabilities, file, ...args] }
}
