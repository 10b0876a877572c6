import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Client, createClient, createToken, PERMISSIONS, signIn } from '@flowgate/shared'
import type pg from 'pg'
import { databaseName, databasePassword, embeddedUrl } from '../../../src/platform/database/credentials.ts'
import { createPool } from '../../../src/platform/database/open-database.ts'
import { readPostmaster } from '../../../src/platform/database/postmaster.ts'
import { createPrisma, type Prisma } from '../../../src/platform/prisma/client.ts'
import {
  CHILD_PASSWORD,
  launchManager,
  type ManagerChild,
  newDataDir,
  removeDataDir,
  type StartingChild,
} from '../../support/manager-child.ts'

const bundler = fileURLToPath(new URL('../../../../../scripts/bundle-server.mjs', import.meta.url))

/** A data directory with Managers that are killed and started on it. */
export interface Installation {
  readonly dataDir: string
  launch(): StartingChild
  start(): Promise<ManagerChild>
  /** As the administrator, at the Manager that runs now. The token outlives the Managers. */
  client(): Client
  /** What signs a request of the client's in. */
  headers(): Record<string, string>
  /** The running Manager's own database, for looking at rows. */
  inDatabase<T>(look: (db: Prisma, pool: pg.Pool) => Promise<T>): Promise<T>
  remove(): Promise<void>
}

const tokenFor = async (url: string): Promise<string> => {
  const open = createClient({ baseUrl: url, fetch, headers: () => ({ origin: url }) })
  const answer = await open.request(signIn, {
    body: { email: 'admin@flowgate.local', password: CHILD_PASSWORD },
  })
  const cookie = answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  const client = createClient({ baseUrl: url, fetch, headers: () => ({ origin: url, cookie }) })
  const body = { name: 'crash test', permissions: [...PERMISSIONS], expiresInDays: 1 }
  return (await client.call(createToken, { body })).secret
}

export const newInstallation = async (env: Record<string, string> = {}): Promise<Installation> => {
  const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))
  const bundle = mkdtempSync(join(modules, '.crash-'))
  await promisify(execFile)(process.execPath, [bundler, bundle])
  const dataDir = newDataDir()
  let running: { readonly starting: StartingChild; manager?: ManagerChild } | undefined
  let secret: string | undefined

  const launch = () => {
    const starting = launchManager(dataDir, env, [join(bundle, 'main.js')])
    running = { starting }
    return starting
  }
  return {
    dataDir,
    launch,
    start: async () => {
      const manager = await launch().ready
      secret ??= await tokenFor(manager.url)
      if (running !== undefined) running.manager = manager
      return manager
    },
    headers: () => ({ authorization: `Bearer ${secret}` }),
    client: () =>
      createClient({
        baseUrl: running?.manager?.url ?? '',
        fetch,
        headers: () => ({ authorization: `Bearer ${secret}` }),
      }),
    inDatabase: async (look) => {
      const port = readPostmaster(join(dataDir, 'postgres'))?.port ?? 0
      const pool = createPool(embeddedUrl(port, databasePassword(dataDir), databaseName), 1)
      const db = createPrisma(pool)
      try {
        return await look(db, pool)
      } finally {
        await db.$disconnect()
        await pool.end()
      }
    },
    remove: async () => {
      await running?.starting.kill()
      removeDataDir(dataDir)
      rmSync(bundle, { recursive: true, force: true })
    },
  }
}
