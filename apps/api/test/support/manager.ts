import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInProcessBus } from '@flowgate/dfe'
import { type Client, createClient, type Permission, ROLE_PERMISSIONS, type Role } from '@flowgate/shared'
import pino from 'pino'
import { createApp } from '../../src/app.ts'
import { createDeps, type Deps, type DepsOptions } from '../../src/deps.ts'
import { createHttpServer, type ServerLimits } from '../../src/http/server-limits.ts'
import { type Clock, systemClock } from '../../src/platform/clock.ts'
import { type Config, parseConfig } from '../../src/platform/config.ts'
import { createLiveHub } from '../../src/platform/events/live-hub.ts'
import { sha256 } from '../../src/platform/hash.ts'
import { randomIds } from '../../src/platform/ids.ts'
import { closeServer, listen } from '../../src/platform/listen.ts'
import type { Prisma } from '../../src/platform/prisma/client.ts'
import { createTestDatabase } from './database.ts'

export const ADMIN_PASSWORD = 'correct-horse-battery'

export interface TestUser {
  readonly id: string
  readonly email: string
  /** An API token with all of the role's permissions. */
  readonly token: string
}

export interface TestManager {
  readonly url: string
  readonly db: Prisma
  readonly deps: Deps
  readonly clock: Clock & { advance(ms: number): void }
  /** A user made for this call, with a token; no sign-in, so no slow password hash. */
  user(role: Role, options?: { scope?: string[]; permissions?: readonly Permission[] }): Promise<TestUser>
  /** The typed client, as a new user of `role`, or as nobody. */
  as(role: Role | 'nobody', options?: { scope?: string[] }): Promise<Client>
  close(): Promise<void>
}

/** A clock that tests can push forward. It also runs by itself, as the real one does. */
const testClock = (): TestManager['clock'] => {
  let ahead = 0
  return {
    now: () => systemClock.now() + ahead,
    advance: (ms) => {
      ahead += ms
    },
  }
}

/**
 * The whole Manager on a database of its own, listening on a free port of the loopback interface.
 * @param options.prepare done before the Manager starts, such as loading the demo estate
 * @param options.complete insist on a route for every operation, as a real start does
 */
export const startTestManager = async (
  options: {
    complete?: boolean
    config?: Partial<Config>
    consoleFolder?: string
    isStarted?: () => boolean
    limits?: ServerLimits
    prepare?: (deps: Deps) => Promise<void>
  } & DepsOptions = {},
): Promise<TestManager> => {
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'flowgate-manager-'))
  const config: Config = {
    ...parseConfig({ FLOWGATE_DATA_DIR: dataDir, FLOWGATE_DEMO: 'off', LOG_LEVEL: 'silent' }),
    adminPassword: ADMIN_PASSWORD,
    ...options.config,
  }
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' }, pino.destination({ fd: 2, sync: true }))
  const bus = createInProcessBus({
    onError: (error, subject) => log.error({ err: error, subject }, 'bus handler failed'),
  })
  const clock = testClock()
  const live = createLiveHub(bus, randomIds)
  const stopping = new AbortController()
  const deps = createDeps(
    {
      config,
      version: '0.0.0-test',
      log,
      db: database.prisma,
      pool: database.pool,
      databaseKind: 'embedded',
      bus,
      clock,
      ids: randomIds,
      live,
      stopping: stopping.signal,
    },
    options,
  )
  await deps.firstAdministrator()
  await options.prepare?.(deps)
  await deps.start()
  const app = await createApp(deps, {
    incomplete: options.complete !== true,
    ...(options.consoleFolder ? { consoleFolder: options.consoleFolder } : {}),
    ...(options.isStarted ? { isStarted: options.isStarted } : {}),
  })
  const server = createHttpServer(app, options.limits)
  const port = await listen(server, '127.0.0.1', 0)
  const url = `http://127.0.0.1:${port}`

  let count = 0
  const user: TestManager['user'] = async (
    role,
    { scope = [], permissions = ROLE_PERMISSIONS[role] } = {},
  ) => {
    count += 1
    const id = randomIds.uuid()
    const email = `${role}-${count}@test.local`
    await database.prisma.user.create({ data: { id, email, name: `${role} ${count}`, role, scope } })
    const token = `fgt_${randomIds.secret(32)}`
    await database.prisma.apiToken.create({
      data: {
        id: randomIds.uuid(),
        userId: id,
        name: 'test',
        prefix: token.slice(0, 10),
        hash: sha256(token),
        permissions: [...permissions],
        expiresAt: new Date(clock.now() + 86_400_000),
      },
    })
    return { id, email, token }
  }

  return {
    url,
    db: database.prisma,
    deps,
    clock,
    user,
    as: async (role, about) => {
      if (role === 'nobody') return createClient({ baseUrl: url, fetch })
      const { token } = await user(role, about)
      return createClient({ baseUrl: url, fetch, headers: () => ({ authorization: `Bearer ${token}` }) })
    },
    close: async () => {
      stopping.abort()
      live.close()
      await closeServer(server)
      await deps.stop()
      await bus.close()
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
