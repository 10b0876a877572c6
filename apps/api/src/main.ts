import { join } from 'node:path'
import { createInProcessBus } from '@flowgate/dfe'
import packageJson from '../package.json' with { type: 'json' }
import { createApp } from './app.ts'
import { createDeps } from './deps.ts'
import { createHttpServer } from './http/server-limits.ts'
import { systemClock } from './platform/clock.ts'
import { openConnections, openDatabase } from './platform/database/open-database.ts'
import { createLiveHub } from './platform/events/live-hub.ts'
import { exitCodes } from './platform/exit-codes.ts'
import { randomIds } from './platform/ids.ts'
import { closeServer, listen } from './platform/listen.ts'
import { createPrisma } from './platform/prisma/client.ts'
import { repositoryRoot } from './platform/repository-root.ts'
import { run } from './platform/run.ts'
import { StartupError } from './platform/startup-error.ts'
import { signInLines } from './sign-in-lines.ts'

const graceMs = 5_000
const SETTLED_MS = 1_000

await run(async ({ config, log, lifecycle, fail }) => {
  const database = await openDatabase(config, (message) => log.info(message))
  lifecycle.onShutdown('database', database.close, 60_000)
  void database.died.then(() =>
    fail(
      new StartupError(
        exitCodes.databaseDown,
        'the embedded PostgreSQL ended by itself',
        'See log/postgres.log in the data directory.',
      ),
    ),
  )
  if (database.migrated.length > 0) log.info({ migrations: database.migrated }, 'migrated the database')

  const db = createPrisma(database.pool)
  lifecycle.onShutdown('database client', () => db.$disconnect())

  const bus = createInProcessBus({
    onError: (error, subject) => log.error({ err: error, subject }, 'a message could not be handled'),
  })
  lifecycle.onShutdown('bus', () => bus.close())
  const live = createLiveHub(bus, randomIds)

  const deps = createDeps({
    config,
    version: packageJson.version,
    log,
    db,
    pool: database.pool,
    databaseKind: database.kind,
    bus,
    clock: systemClock,
    ids: randomIds,
    live,
    stopping: lifecycle.signal,
  })
  lifecycle.onShutdown('features', () => deps.stop(), 15_000)
  await deps.loadDemo((message) => log.info(message))
  await deps.start()

  let started = false
  const app = await createApp(deps, {
    consoleFolder: join(repositoryRoot, 'apps/console/dist'),
    isStarted: () => started,
  })
  const server = createHttpServer(app)
  const port = await listen(server, config.host, config.port)
  // First of all parts: takes no more requests, ends event streams, lets running requests finish.
  lifecycle.onShutdown(
    'http server',
    () => {
      live.close()
      return closeServer(server, graceMs)
    },
    graceMs + 2_000,
  )
  // Last of all: a start that fails before (the port in use, say) must not make a password that nobody ever sees.
  const password = await deps.firstAdministrator()
  started = true
  process.stdout.write(signInLines({ config, port, password }))
  // Not before whoever waits for the start has seen something.
  const settled = setTimeout(() => void openConnections(database.pool).catch(() => {}), SETTLED_MS)
  settled.unref()
})
