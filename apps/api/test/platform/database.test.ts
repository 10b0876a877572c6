import { afterAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/platform/database/connect.ts'
import { applyMigrations } from '../../src/platform/database/migrate.ts'
import { type Migration, readMigrations } from '../../src/platform/database/migrations.ts'
import { exitCodes } from '../../src/platform/exit-codes.ts'
import { StartupError } from '../../src/platform/startup-error.ts'
import { cloneDatabase, createTestDatabase } from '../support/database.ts'

const drops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const drop of drops) await drop()
})

const emptyDatabase = async () => {
  const { url, drop } = await cloneDatabase('template0')
  drops.push(drop)
  return connect(url)
}

const step = (name: string, sql: string, checksum = name): Migration => ({ name, sql, checksum })

const refusal = async (attempt: Promise<unknown>): Promise<StartupError> => {
  const error = await attempt.then(
    () => new Error('was not refused'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof StartupError)) throw error
  return error
}

describe('test databases', () => {
  it('are migrated, empty and apart from each other', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()])
    await one.pool.query('CREATE TABLE only_here (id int)')
    await expect(other.pool.query('SELECT * FROM only_here')).rejects.toThrow('does not exist')
    const { rows } = await one.pool.query('SELECT count(*)::int AS count FROM _prisma_migrations')
    expect(rows).toEqual([{ count: readMigrations().length }])
    await one.close()
    await other.close()
  })
})

describe('migrations', () => {
  it('are applied once, in order, and recorded', async () => {
    const client = await emptyDatabase()
    const first = step('1_a', 'CREATE TABLE a (id int)')
    const second = step('2_b', 'ALTER TABLE a ADD COLUMN b int; CREATE TABLE c (id int)')
    expect(await applyMigrations(client, [first])).toEqual(['1_a'])
    expect(await applyMigrations(client, [first, second])).toEqual(['2_b'])
    expect(await applyMigrations(client, [first, second])).toEqual([])
    await client.end()
  })

  it('leave nothing behind when one fails in the middle, and continue when it is mended', async () => {
    const client = await emptyDatabase()
    const broken = step('1_a', 'CREATE TABLE a (id int); CREATE TABLE a (id int)')
    const error = await refusal(applyMigrations(client, [broken]))
    expect(error.exitCode).toBe(exitCodes.migrationFailed)
    expect(error.message).toContain('1_a')
    expect(await applyMigrations(client, [step('1_a', 'CREATE TABLE a (id int)')])).toEqual(['1_a'])
    await client.end()
  })

  it('refuse a database with a history from a newer Flowgate', async () => {
    const client = await emptyDatabase()
    const first = step('1_a', 'CREATE TABLE a (id int)')
    await applyMigrations(client, [first, step('9_future', 'CREATE TABLE z (id int)')])
    const error = await refusal(applyMigrations(client, [first]))
    expect(error.exitCode).toBe(exitCodes.databaseNewer)
    expect(error.message).toContain('9_future')
    await client.end()
  })

  it('refuse a database built by another edition of the same migration', async () => {
    const client = await emptyDatabase()
    await applyMigrations(client, [step('1_a', 'CREATE TABLE a (id int)', 'old')])
    const error = await refusal(applyMigrations(client, [step('1_a', 'CREATE TABLE a (id text)', 'new')]))
    expect(error.exitCode).toBe(exitCodes.databaseNewer)
    await client.end()
  })

  it('wait for each other when two Managers start at once', async () => {
    const { url, drop } = await cloneDatabase('template0')
    drops.push(drop)
    const clients = await Promise.all([connect(url), connect(url)])
    const first = step('1_a', 'CREATE TABLE a AS SELECT generate_series(1, 1000) AS id')
    const applied = await Promise.all(clients.map((client) => applyMigrations(client, [first])))
    expect(applied.flat()).toEqual(['1_a'])
    for (const client of clients) await client.end()
  })
})

describe('connecting', () => {
  it('says that nothing listens, without the password', async () => {
    const error = await refusal(connect('postgresql://someone:hunter2@127.0.0.1:1/flowgate'))
    expect(error.exitCode).toBe(exitCodes.databaseDown)
    expect(error.help).toContain('Nothing listens there')
    expect(error.message).not.toContain('hunter2')
  })

  it('says that the database does not exist', async () => {
    const { url, drop } = await cloneDatabase('template0')
    await drop()
    const error = await refusal(connect(url))
    expect(error.exitCode).toBe(exitCodes.databaseDown)
    expect(error.help).toContain('does not exist')
  })
})
