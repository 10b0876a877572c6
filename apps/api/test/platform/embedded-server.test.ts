import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDataDirectory } from '../../src/platform/data-directory-lock.ts'
import { connect } from '../../src/platform/database/connect.ts'
import { startEmbeddedServer } from '../../src/platform/database/embedded-server.ts'
import { openDatabase } from '../../src/platform/database/open-database.ts'
import { exitCodes } from '../../src/platform/exit-codes.ts'
import { startMark } from '../../src/platform/process-identity.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'flowgate-embedded-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

describe('the embedded server', () => {
  it('keeps data over a stop, even below a folder closed to others', async () => {
    chmodSync(dataDir, 0o700)
    const first = await openDatabase({ databaseUrl: undefined, dataDir })
    expect(first.migrated.length).toBeGreaterThan(0)
    await first.pool.query('CREATE TABLE kept AS SELECT 42 AS answer')
    await first.close()

    const second = await openDatabase({ databaseUrl: undefined, dataDir })
    expect(second.migrated).toEqual([])
    expect((await second.pool.query('SELECT answer FROM kept')).rows).toEqual([{ answer: 42 }])
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600)
    expect((await second.pool.query("SELECT current_setting('fsync') AS fsync")).rows).toEqual([
      { fsync: 'on' },
    ])
    await second.close()
  })

  it('takes over from a Manager that was killed and left its PostgreSQL running', async () => {
    const first = await startEmbeddedServer({ dataDir })
    const client = await connect(first.url('postgres'))
    await client.query('CREATE TABLE acknowledged AS SELECT 1 AS id')

    const messages: string[] = []
    const second = await startEmbeddedServer({ dataDir, onProgress: (message) => messages.push(message) })
    expect(messages.join()).toContain(`process ${first.pid}`)
    expect(startMark(first.pid)).toBeNull()
    const again = await connect(second.url('postgres'))
    expect((await again.query('SELECT id FROM acknowledged')).rows).toEqual([{ id: 1 }])
    await again.end()
    await client.end().catch(() => {})
    await second.stop()
  })

  it('starts over the traces of a PostgreSQL that was killed', async () => {
    const first = await startEmbeddedServer({ dataDir })
    process.kill(first.pid, 'SIGKILL')
    await first.died
    const second = await startEmbeddedServer({ dataDir })
    await second.stop()
  })

  it('refuses files of another PostgreSQL version', async () => {
    const first = await startEmbeddedServer({ dataDir })
    await first.stop()
    writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '16\n')
    await expect(startEmbeddedServer({ dataDir })).rejects.toMatchObject({
      exitCode: exitCodes.dataDirectoryUnusable,
      message: expect.stringContaining('PostgreSQL 16'),
    })
  })
})

describe('the data directory', () => {
  it('has one Manager at a time', () => {
    const release = lockDataDirectory(dataDir)
    expect(() => lockDataDirectory(dataDir)).toThrow(
      expect.objectContaining({ exitCode: exitCodes.dataDirectoryLocked }),
    )
    release()
    lockDataDirectory(dataDir)()
  })

  it('is taken over from a process that is gone', () => {
    const { pid } = spawnSync('true')
    const lock = { pid, startMark: 'some boot/123', since: new Date(0).toISOString() }
    writeFileSync(join(dataDir, 'manager.lock'), JSON.stringify(lock))
    lockDataDirectory(dataDir)()
  })

  it('is taken over when another process has the dead holder’s id', () => {
    const lock = { pid: process.pid, startMark: 'an earlier boot/1', since: new Date(0).toISOString() }
    writeFileSync(join(dataDir, 'manager.lock'), JSON.stringify(lock))
    lockDataDirectory(dataDir)()
  })
})
