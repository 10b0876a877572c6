import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import type { Config } from '../config.ts'
import { lockDataDirectory } from '../data-directory-lock.ts'
import { connect } from './connect.ts'
import { databaseName } from './credentials.ts'
import { type EmbeddedServer, startEmbeddedServer } from './embedded-server.ts'
import { applyMigrations } from './migrate.ts'
import { readMigrations } from './migrations.ts'

export interface Database {
  url: string
  /** Shared by Prisma and by bulk statements that go past it. */
  pool: pg.Pool
  kind: 'embedded' | 'external'
  /** Migrations applied by this start. */
  migrated: string[]
  /** Resolves if the embedded server ends by itself; never for an external one, whose clients reconnect. */
  died: Promise<void>
  /** Ends the connections, then the embedded server, then gives the data directory back. */
  close: () => Promise<void>
}

/** A query that still runs must not keep the server from being stopped; stopping it ends the query. */
const poolPatienceMs = 3000

const ensureDatabase = async (server: EmbeddedServer): Promise<string> => {
  const admin = await connect(server.url('postgres'))
  try {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName])
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${admin.escapeIdentifier(databaseName)}`)
  } finally {
    await admin.end()
  }
  return server.url(databaseName)
}

/** More at once only wait for each other inside the database. */
const CONNECTIONS = 10

/** Connections stay open once they are: to open one takes PostgreSQL a process and both sides a sign-in, 20 ms together. */
export const createPool = (url: string, max = CONNECTIONS): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    min: max,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    application_name: 'flowgate',
  })
  // The pool drops a broken idle connection by itself; without a listener the error would end the process.
  pool.on('error', () => {})
  return pool
}

/** Has all connections opened, so that the first crowd of requests need not wait for them. */
export const openConnections = async (pool: pg.Pool): Promise<void> => {
  await Promise.all(Array.from({ length: pool.options.max }, () => pool.query('SELECT 1')))
}

/**
 * Opens the one database: takes the data directory, starts the embedded PostgreSQL unless `databaseUrl` names a
 * server, and migrates. On failure everything that was started is ended again.
 *
 * The data directory is locked with an external server too: keys and uploads live there.
 */
export const openDatabase = async (
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  onProgress: (message: string) => void = () => {},
): Promise<Database> => {
  const undo: (() => void | Promise<void>)[] = [lockDataDirectory(config.dataDir)]
  const close = async () => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step()
  }
  try {
    let url = config.databaseUrl
    let died = new Promise<void>(() => {})
    if (url === undefined) {
      const server = await startEmbeddedServer({ dataDir: config.dataDir, onProgress })
      undo.push(server.stop)
      died = server.died
      url = await ensureDatabase(server)
    }
    const client = await connect(url)
    const migrated = await applyMigrations(client, readMigrations()).finally(() => client.end())
    const pool = createPool(url)
    undo.push(() => Promise.race([pool.end(), setTimeout(poolPatienceMs)]))
    const kind = config.databaseUrl === undefined ? 'embedded' : 'external'
    return { url, pool, kind, migrated, died, close }
  } catch (error) {
    await close()
    throw error
  }
}
