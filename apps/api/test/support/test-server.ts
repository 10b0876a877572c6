import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect } from '../../src/platform/database/connect.ts'
import { startEmbeddedServer } from '../../src/platform/database/embedded-server.ts'
import { applyMigrations } from '../../src/platform/database/migrate.ts'
import { readMigrations } from '../../src/platform/database/migrations.ts'
import { stopLeftOver } from '../../src/platform/database/postmaster.ts'
import { startMark } from '../../src/platform/process-identity.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the `postgres` database of this run's server. */
    testServerUrl: string
  }
}

export const templateDatabase = 'flowgate_template'

const parent = join(tmpdir(), `flowgate-tests-${userInfo().uid}`)

/** Ends servers of runs that were killed, and removes what they left. */
const sweep = async (): Promise<void> => {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const folder = join(parent, name)
    const [pid, mark] = existsSync(join(folder, 'owner'))
      ? readFileSync(join(folder, 'owner'), 'utf8').split('\n')
      : []
    if (pid !== undefined && startMark(Number(pid)) === mark) continue
    await stopLeftOver(join(folder, 'postgres'))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** vitest's global setup: one PostgreSQL for the run, with a migrated database to clone. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  mkdirSync(parent, { recursive: true, mode: 0o755 })
  await sweep()
  const dataDir = mkdtempSync(join(parent, 'run-'))
  chmodSync(dataDir, 0o711)
  writeFileSync(join(dataDir, 'owner'), `${process.pid}\n${startMark(process.pid)}`)
  const server = await startEmbeddedServer({ dataDir, durable: false })

  const admin = await connect(server.url('postgres'))
  await admin.query(`CREATE DATABASE ${templateDatabase}`)
  await admin.end()
  const template = await connect(server.url(templateDatabase))
  await applyMigrations(template, readMigrations())
  await template.end()

  project.provide('testServerUrl', server.url('postgres'))
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
