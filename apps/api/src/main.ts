import { createServer } from 'node:http'
import { openDatabase } from './platform/database/open-database.ts'
import { exitCodes } from './platform/exit-codes.ts'
import { closeServer, listen } from './platform/listen.ts'
import { createPrisma } from './platform/prisma/client.ts'
import { run } from './platform/run.ts'
import { StartupError } from './platform/startup-error.ts'

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

  const prisma = createPrisma(database.pool)
  lifecycle.onShutdown('database client', () => prisma.$disconnect())

  const server = createServer((request, response) => {
    response.statusCode = request.url === '/healthz' ? 200 : 404
    response.end()
  })
  const port = await listen(server, config.host, config.port)
  lifecycle.onShutdown('http server', () => closeServer(server))
  process.stdout.write(`\nFlowgate is ready at http://${config.host}:${port}\n`)
})
