import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '../exit-codes.ts'
import { commandLine, isAlive, waitForExit } from '../process-identity.ts'
import { StartupError } from '../startup-error.ts'

/** What PostgreSQL writes into `postmaster.pid`, as far as we use it. */
export interface Postmaster {
  pid: number
  port: number
  ready: boolean
}

export const readPostmaster = (clusterDir: string): Postmaster | null => {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    if (!Number.isInteger(pid) || pid <= 0) return null
    return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
  } catch {
    return null
  }
}

/**
 * Stops a PostgreSQL that outlived its Manager (killed with SIGKILL, say): fast shutdown, which writes a checkpoint
 * and loses nothing that was acknowledged.
 *
 * DANGER: the caller must hold the data directory's lock, else this stops another Manager's database.
 *
 * @returns the stopped process's id, or null when there was none
 */
export const stopLeftOver = async (clusterDir: string): Promise<number | null> => {
  const found = readPostmaster(clusterDir)
  if (found === null) return null
  if (!isAlive(found.pid) || !commandLine(found.pid).includes(clusterDir)) {
    // After a restart of the machine the id may belong to anything; PostgreSQL would refuse to start over it.
    rmSync(join(clusterDir, 'postmaster.pid'), { force: true })
    return null
  }
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    try {
      process.kill(found.pid, signal)
    } catch {
      // Gone in between: the wait below sees it.
    }
    if (await waitForExit(found.pid, 30_000)) return found.pid
  }
  throw new StartupError(
    exitCodes.dataDirectoryLocked,
    `a PostgreSQL left over from an earlier run (process ${found.pid}) does not stop`,
    `Look at what holds it, end it (\`kill -QUIT ${found.pid}\`) and start again.`,
  )
}
