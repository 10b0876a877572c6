import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { exitCodes } from './exit-codes.ts'
import { startMark } from './process-identity.ts'
import { StartupError } from './startup-error.ts'

const holder = z.object({ pid: z.number().int().positive(), startMark: z.string(), since: z.string() })
type Holder = z.infer<typeof holder>

const readHolder = (path: string): Holder | null => {
  try {
    const parsed = holder.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/**
 * Takes the data directory for this process, creating it if needed. A lock whose holder is gone (killed, or the
 * machine restarted) is taken over.
 *
 * INVARIANT: whoever returns from here is the only Manager in `dataDir`; stopping a left-over PostgreSQL relies on it.
 *
 * @returns gives the lock back
 * @throws StartupError when a live Manager holds it, or the folder cannot be written
 */
export const lockDataDirectory = (dataDir: string): (() => void) => {
  const path = join(dataDir, 'manager.lock')
  const mine = `${path}.${process.pid}`
  const me: Holder = {
    pid: process.pid,
    startMark: startMark(process.pid) ?? '',
    since: new Date().toISOString(),
  }
  try {
    // 711, not 700: as root, PostgreSQL runs as another user and must pass through to its own folder.
    mkdirSync(dataDir, { recursive: true, mode: 0o711 })
    writeFileSync(mine, `${JSON.stringify(me)}\n`, { mode: 0o600 })
  } catch (error) {
    throw new StartupError(
      exitCodes.dataDirectoryUnusable,
      `the data directory ${dataDir} cannot be written (${codeOf(error)})`,
      'Give this user write permission, or name another folder with FLOWGATE_DATA_DIR.',
      error,
    )
  }

  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        // A link appears whole or not at all: nobody ever reads a half-written lock.
        linkSync(mine, path)
        return () => {
          if (readHolder(path)?.pid === me.pid) rmSync(path, { force: true })
        }
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
      const other = readHolder(path)
      if (other !== null && startMark(other.pid) === other.startMark) {
        throw new StartupError(
          exitCodes.dataDirectoryLocked,
          `the data directory ${dataDir} is in use by another Manager (process ${other.pid}, since ${other.since})`,
          'Stop that one first, or give this one its own folder with FLOWGATE_DATA_DIR and its own PORT.',
        )
      }
      removeStale(path, other)
    }
  } finally {
    rmSync(mine, { force: true })
  }
  throw new StartupError(
    exitCodes.dataDirectoryLocked,
    `the data directory ${dataDir} is being taken by another Manager that starts at the same moment`,
    'Start again in a moment.',
  )
}

/** Moves a dead holder's lock away; puts it back if another process replaced it in between. */
const removeStale = (path: string, dead: Holder | null): void => {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const moved = readHolder(aside)
  if (moved !== null && moved.startMark !== dead?.startMark) {
    try {
      linkSync(aside, path)
    } catch {
      // A third process holds it by now; its own check finds the lock it made.
    }
  }
  rmSync(aside, { force: true })
}
