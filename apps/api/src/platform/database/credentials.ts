import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const databaseUser = 'flowgate'
export const databaseName = 'flowgate'

/** The embedded server's password: generated once, kept in the data directory for its owner's eyes only. */
export const databasePassword = (dataDir: string): string => {
  const path = join(dataDir, 'postgres.password')
  try {
    const kept = readFileSync(path, 'utf8').trim()
    if (kept !== '') return kept
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const password = randomBytes(24).toString('base64url')
  // Whole or not at all: half a password would lock everyone out of the data.
  writeFileSync(`${path}.new`, `${password}\n`, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
  return password
}

export const embeddedUrl = (port: number, password: string, database: string): string =>
  `postgresql://${databaseUser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`
