import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { exitCodes } from '../exit-codes.ts'
import { waitForExit } from '../process-identity.ts'
import { StartupError } from '../startup-error.ts'
import { commandAs, databaseAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { databasePassword, embeddedUrl } from './credentials.ts'
import { initialiseCluster } from './initialise.ts'
import { readPostmaster, stopLeftOver } from './postmaster.ts'

export interface EmbeddedServer {
  port: number
  pid: number
  /** Address of a database on this server; the server listens on loopback only and asks for the password. */
  url: (database: string) => string
  /** Fast shutdown: ends connections, writes a checkpoint. */
  stop: () => Promise<void>
  /** Resolves when the server ends without `stop` having been called. */
  died: Promise<void>
}

export interface EmbeddedOptions {
  /** Must be locked by the caller. */
  dataDir: string
  /** Only for throw-away servers of tests and tools: trades safety at power loss for speed. */
  durable?: boolean
  onProgress?: (message: string) => void
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const settings = (port: number, durable: boolean): string[] =>
  [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=120',
    'shared_buffers=256MB',
    'timezone=UTC',
    'log_timezone=UTC',
    'jit=off',
    'log_checkpoints=off',
    ...(durable
      ? ['fsync=on', 'synchronous_commit=on', 'full_page_writes=on']
      : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off']),
  ].flatMap((setting) => ['-c', setting])

const maxLogBytes = 10_000_000

const openLog = (dataDir: string): { path: string; fd: number } => {
  const folder = join(dataDir, 'log')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'postgres.log')
  try {
    if (statSync(path).size > maxLogBytes) renameSync(path, `${path}.1`)
  } catch {
    // No log yet.
  }
  return { path, fd: openSync(path, 'a', 0o600) }
}

const lastLines = (path: string): string =>
  readFileSync(path, 'utf8').trimEnd().split('\n').slice(-8).join('\n')

const untilReady = async (clusterDir: string, child: ChildProcess, onProgress: (message: string) => void) => {
  const started = Date.now()
  let told = false
  while (child.exitCode === null && child.signalCode === null) {
    const postmaster = readPostmaster(clusterDir)
    if (postmaster?.ready && postmaster.pid === child.pid) return true
    if (!told && Date.now() - started > 3000) {
      told = true
      onProgress('PostgreSQL is recovering from an unclean stop')
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return false
}

/**
 * Starts the PostgreSQL that comes with Flowgate on the data in `dataDir`, making the cluster the first time and
 * ending a server that a killed Manager left behind.
 */
export const startEmbeddedServer = async (options: EmbeddedOptions): Promise<EmbeddedServer> => {
  const { dataDir, durable = true, onProgress = () => {} } = options
  const clusterDir = join(dataDir, 'postgres')
  const account = databaseAccount()
  const binaries = findBinaries(account)
  const password = databasePassword(dataDir)

  const leftOver = await stopLeftOver(clusterDir)
  if (leftOver !== null) onProgress(`stopped the PostgreSQL of an earlier run (process ${leftOver})`)
  const created = await initialiseCluster(binaries, account, clusterDir, password)
  if (created === 'created') onProgress('created the database files')

  const log = openLog(dataDir)
  try {
    // The free port can be taken by somebody else before PostgreSQL binds it.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const port = await freePort()
      const args = ['-D', clusterDir, ...settings(port, durable)]
      const { file, args: fullArgs, ...identity } = commandAs(account, binaries.postgres, args, clusterDir)
      const child = spawn(file, fullArgs, {
        ...identity,
        cwd: '/',
        // Its own process group: Ctrl-C reaches the Manager alone, which then stops the database last.
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      })
      const failed = new Promise<boolean>((resolve) => child.once('error', () => resolve(false)))
      if (
        (await Promise.race([untilReady(clusterDir, child, onProgress), failed])) &&
        child.pid !== undefined
      ) {
        return running(child, child.pid, port, password)
      }
    }
  } finally {
    closeSync(log.fd)
  }
  throw new StartupError(
    exitCodes.dataDirectoryUnusable,
    `PostgreSQL does not start on ${clusterDir}; its last words:\n${lastLines(log.path)}`,
    `The whole log is ${log.path}.`,
  )
}

const running = (child: ChildProcess, pid: number, port: number, password: string): EmbeddedServer => {
  let stopping: Promise<void> | undefined
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGINT')
    await Promise.race([exited, waitForExit(pid, 30_000)])
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGQUIT')
    await exited
  }
  return {
    port,
    pid,
    url: (database) => embeddedUrl(port, password, database),
    stop: () => {
      stopping ??= stop()
      return stopping
    },
    died: exited.then(() => (stopping === undefined ? undefined : new Promise<void>(() => {}))),
  }
}
