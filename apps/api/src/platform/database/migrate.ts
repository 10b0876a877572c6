import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { exitCodes } from '../exit-codes.ts'
import { StartupError } from '../startup-error.ts'
import type { Migration } from './migrations.ts'

/** Two Managers that start on one database take turns. The number is only an agreed one. */
const migrationLock = 4_707_133_221

const bookkeeping = `
CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

interface Applied {
  migration_name: string
  checksum: string
}

const refuseForeignHistory = (applied: Applied[], known: Migration[]): void => {
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]))
  const unknown = applied.filter(({ migration_name }) => !checksums.has(migration_name))
  if (unknown.length > 0) {
    throw new StartupError(
      exitCodes.databaseNewer,
      `the database is newer than this Flowgate: it has had ${unknown.map((row) => row.migration_name).join(', ')}`,
      'Start the newer Flowgate, or restore a backup made with this one.',
    )
  }
  const edited = applied.filter(({ migration_name, checksum }) => checksums.get(migration_name) !== checksum)
  if (edited.length > 0) {
    throw new StartupError(
      exitCodes.databaseNewer,
      `the database was built by another edition of ${edited.map((row) => row.migration_name).join(', ')}`,
      'Start the Flowgate that made it, or use a new FLOWGATE_DATA_DIR (or an empty database).',
    )
  }
}

const apply = async (client: pg.Client, migration: Migration): Promise<void> => {
  try {
    // INVARIANT: the change and its record commit together, so a kill at any moment leaves a state that the next start continues from.
    await client.query('BEGIN')
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw new StartupError(
      exitCodes.migrationFailed,
      `migration ${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`,
      'The database is as it was before this migration. Report the message, and start the former version meanwhile.',
      error,
    )
  }
}

/**
 * Brings the database to this build's schema. Each migration is one transaction together with its record, kept in
 * the table Prisma's own tools use.
 *
 * @returns names of the migrations applied now
 * @throws StartupError when the database has a history this build does not know, or a migration fails
 */
export const applyMigrations = async (client: pg.Client, known: Migration[]): Promise<string[]> => {
  await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
  try {
    await client.query(bookkeeping)
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    )
    refuseForeignHistory(rows, known)
    const done = new Set(rows.map((row) => row.migration_name))
    const pending = known.filter(({ name }) => !done.has(name))
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => {})
  }
}
