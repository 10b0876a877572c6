import pg from 'pg'
import { exitCodes } from '../exit-codes.ts'
import { StartupError } from '../startup-error.ts'

/** The address without the password, for messages. */
export const withoutPassword = (url: string): string => {
  const shown = new URL(url)
  if (shown.password !== '') shown.password = '***'
  return shown.href
}

const hints: Record<string, string> = {
  ECONNREFUSED: 'Nothing listens there: start PostgreSQL or correct DATABASE_URL.',
  ENOTFOUND: 'The host name is unknown: correct DATABASE_URL.',
  EAI_AGAIN: 'The host name could not be looked up: check the network or correct DATABASE_URL.',
  '28P01': 'User or password are wrong: correct DATABASE_URL.',
  '28000': 'The server does not let this user in from here: see its pg_hba.conf.',
  '3D000': 'The database does not exist: create it (`createdb NAME`) or correct DATABASE_URL.',
  '53300': 'The server has no connection left: raise max_connections or end other clients.',
  '57P03': 'The server is starting or stopping: try again in a moment.',
}

const codeOf = (error: unknown): string => {
  // A name with several addresses fails with one error for each.
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

/** Oldest server whose SQL we use. */
const oldestServer = 140_000

/** One connection outside the pool. @throws StartupError that says what is wrong with the address or the server */
export const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'flowgate',
  })
  // Without a listener a lost connection would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    await client.end().catch(() => {})
    throw new StartupError(
      exitCodes.databaseDown,
      `the database ${withoutPassword(url)} cannot be reached: ${messageOf(error)}`,
      hints[codeOf(error)] ?? 'Check that PostgreSQL runs and that DATABASE_URL is right.',
      error,
    )
  }
  const { rows } = await client.query<{ version: string; name: string }>(
    "SELECT current_setting('server_version_num') AS version, current_setting('server_version') AS name",
  )
  if (Number(rows[0]?.version) < oldestServer) {
    await client.end()
    throw new StartupError(
      exitCodes.databaseDown,
      `the database ${withoutPassword(url)} is PostgreSQL ${rows[0]?.name}`,
      'Flowgate needs PostgreSQL 14 or newer; 18 is what it is tested with.',
    )
  }
  return client
}
