import { Readable } from 'node:stream'
import { parentPort, workerData } from 'node:worker_threads'
import { createPortBus } from '@flowgate/dfe'
import pino from 'pino'
import { createDeps } from './deps.ts'
import type { HeavyFailure, HeavyJob, HeavyThreadData } from './heavy-messages.ts'
import { carryOut } from './http/carry-out.ts'
import type { HeavyAnswer, HeavyRequest } from './http/heavy-requests.ts'
import { parseBody, parseParams, parseQuery } from './http/parse.ts'
import { toAppError } from './http/problems.ts'
import { parseJson } from './http/read-body.ts'
import { systemClock } from './platform/clock.ts'
import { createPool } from './platform/database/open-database.ts'
import { createLiveHub } from './platform/events/live-hub.ts'
import { randomIds } from './platform/ids.ts'
import { createPrisma } from './platform/prisma/client.ts'
import { serveLane } from './platform/serve-lane.ts'

/*
 * A thread that carries out what would hold up every other request: documents, comparisons and drafts of large policy sets,
 * and spans cut from them. It is another replica of the Manager in all but the listening: on the same database, and on the
 * Manager's bus, by which the Manager hears what it changed. None of its features is started.
 */

const CONNECTIONS = 4
const data = workerData as HeavyThreadData
const pool = createPool(data.databaseUrl, CONNECTIONS)
const bus = createPortBus(data.port)
let ahead = 0

const deps = createDeps(
  {
    config: data.config,
    version: data.version,
    log: pino({ level: 'silent' }),
    db: createPrisma(pool),
    pool,
    databaseKind: data.databaseKind,
    bus,
    clock: { now: () => systemClock.now() + ahead },
    ids: randomIds,
    live: createLiveHub(bus, randomIds),
    stopping: new AbortController().signal,
  },
  { heavy: false },
)
const routes = new Map(deps.routes.map((route) => [route.operation.id, route]))

const carry = async (asked: HeavyRequest): Promise<HeavyAnswer> => {
  const route = routes.get(asked.operation)
  if (route?.answer !== 'json') throw new Error(`\`${asked.operation}\` is no operation that answers JSON`)
  const { operation } = route
  // What other threads and replicas changed is not told here.
  await deps.inventory.refresh()
  const { status, headers, body } = await carryOut(route, {
    params: parseParams(operation, asked.params),
    query: parseQuery(operation, new URLSearchParams(asked.search)),
    body: asked.body === null ? undefined : parseBody(operation, parseJson(asked.body)),
    actor: asked.actor,
    ifMatch: asked.ifMatch,
    stream: Readable.from([]),
    signal: new AbortController().signal,
    http: { requestHeaders: new Headers(), addResponseHeader: () => {} },
  })
  return { status, headers, body: body === null ? null : Buffer.from(body) }
}

const work = async (job: unknown): Promise<unknown> => {
  const { now, task } = job as HeavyJob
  ahead = now - systemClock.now()
  return task.kind === 'request' ? carry(task.request) : deps.spans.spanAt(task.host, task.wanted)
}

const describe = (thrown: unknown): HeavyFailure => {
  const { code, message, errors, context, cause } = toAppError(thrown)
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : null
  // Contexts are made for JSON, so they survive this; what could not cross to another thread does not.
  return { code, detail: message, errors, context: JSON.parse(JSON.stringify(context)), cause: text }
}

if (parentPort === null) throw new Error('this runs in a worker thread only')
serveLane(parentPort, work, describe)
