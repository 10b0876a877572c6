import { API_PREFIX, AppError, OPERATIONS } from '@flowgate/shared'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Deps } from './deps.ts'
import { createApiHandler, type Exchange } from './http/api-handler.ts'
import { healthRoutes } from './http/health.ts'
import { createIdempotency } from './http/idempotency.ts'
import { checkComplete } from './http/match.ts'
import { openApiDocument } from './http/openapi.ts'
import { sendProblem, toAppError } from './http/problems.ts'
import { referenceRoutes } from './http/reference.ts'
import { requestIdOf } from './http/request-id.ts'
import { securityHeaders } from './http/security-headers.ts'
import { sendJson } from './http/send.ts'
import { staticConsole } from './http/static-console.ts'

const longestUrl = 8_192
const sweepEveryMs = 60 * 60_000

export interface AppOptions {
  /** Folder of the built console; absent = none is served. */
  readonly consoleFolder?: string
  /** Do not insist on a route for every operation: for a test that wires only some features. */
  readonly incomplete?: boolean
  /** False while the start goes on: requests are taken, but `/readyz` says that more is to come. */
  readonly isStarted?: () => boolean
}

/** Gives every request an id, and tells log and metrics how it ended. */
const observe =
  ({ base: { log, metrics, clock } }: Deps): RequestHandler =>
  (request, response, next) => {
    const requestId = requestIdOf(request.headers['x-request-id'])
    const about: Exchange['about'] = { operation: 'other', actor: null }
    Object.assign(response.locals, { requestId, about })
    response.setHeader('x-request-id', requestId)
    const began = clock.now()
    response.once('close', () => {
      const ms = clock.now() - began
      const { statusCode: status } = response
      const path = request.originalUrl.split('?')[0]
      const entry = {
        requestId,
        method: request.method,
        path,
        operation: about.operation,
        status,
        ms,
        actor: about.actor?.id,
      }
      // 503 is an answer, not a fault: whoever asks is told to come back.
      if (status >= 500 && status !== 503) log.error(entry, 'request failed')
      else log.info(entry, 'request')
      metrics.observeRequest(about.operation, request.method, status, ms / 1000)
    })
    next()
  }

const exchangeOf = (request: express.Request, response: express.Response): Exchange => ({
  request,
  response,
  requestId: String(response.locals.requestId),
  address: request.ip ?? null,
  url: new URL(request.originalUrl, 'http://manager'),
  about: response.locals.about as Exchange['about'],
})

const refuseLongUrl: RequestHandler = (request, _response, next) => {
  if (request.originalUrl.length > longestUrl)
    throw new AppError('bad_request', { detail: `an address may have at most ${longestUrl} characters` })
  if (!URL.canParse(request.originalUrl, 'http://manager') || !request.originalUrl.startsWith('/'))
    throw new AppError('bad_request', { detail: 'this is no valid address' })
  next()
}

const answerProblem =
  ({ base: { log } }: Deps): ErrorRequestHandler =>
  (thrown: unknown, request, response, _next) => {
    const requestId = String(response.locals.requestId)
    const error =
      thrown instanceof URIError
        ? new AppError('bad_request', { detail: 'the address is not valid' })
        : toAppError(thrown)
    const gone = request.socket.destroyed
    // 503 without a cause is an answer, not a fault.
    const err = error.cause ?? (error.status === 503 ? undefined : error)
    if (err !== undefined && error.status >= 500 && !gone) log.error({ err, requestId }, error.message)
    // What is left of the body is not read: the connection cannot be used again.
    if (!request.complete && !response.headersSent) response.setHeader('connection', 'close')
    sendProblem(response, error, { instance: request.originalUrl.split('?')[0] ?? '', requestId })
  }

/**
 * The Express app over finished dependencies.
 * @throws Error when contracts and routes disagree
 */
export const createApp = async (deps: Deps, options: AppOptions = {}): Promise<Express> => {
  const wired = deps.routes.map(({ operation }) => operation)
  const operations = options.incomplete ? wired : OPERATIONS
  checkComplete(deps.routes, operations)
  const { base } = deps
  const { publicUrl } = base.config
  const idempotency = createIdempotency(base.db, base.clock)
  const handle = createApiHandler({
    ...base,
    ...deps,
    heavy: deps.heavy ?? undefined,
    idempotency,
    publicUrl,
  })

  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  // Behind a reverse proxy on this machine or network, the caller's address is what the proxy says.
  app.set('trust proxy', publicUrl === undefined ? false : ['loopback', 'linklocal', 'uniquelocal'])
  app.use(
    observe(deps),
    ...securityHeaders({ https: publicUrl?.startsWith('https:') ?? false }),
    refuseLongUrl,
  )
  app.use(healthRoutes(base, deps.authenticator, options.isStarted))

  // Made when it is first asked for: it takes a good part of a start.
  let openApi: string | undefined
  app.get(`${API_PREFIX}/openapi.json`, async (request, response) => {
    openApi ??= JSON.stringify(openApiDocument(operations, base.version))
    response.setHeader('cache-control', 'no-cache')
    await sendJson(request, response, openApi, { compressible: true })
  })
  app.use(referenceRoutes())
  app.use(API_PREFIX, async (request, response) => {
    if (request.method === 'OPTIONS') {
      // No other origin is ever allowed, so a browser's preflight gets no permission; people asking get the methods.
      response.set('allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS').status(204).end()
      return
    }
    await handle(exchangeOf(request, response))
  })
  if (options.consoleFolder !== undefined) app.use(await staticConsole(options.consoleFolder))
  app.use(() => {
    throw new AppError('not_found', { detail: 'there is nothing at this address' })
  })
  app.use(answerProblem(deps))
  await idempotency.sweep({ abandoned: base.databaseKind === 'embedded' })
  const sweeping = setInterval(() => {
    idempotency.sweep({ abandoned: false }).catch((error: unknown) => {
      base.log.warn({ err: error }, 'could not remove old idempotency keys')
    })
  }, sweepEveryMs)
  sweeping.unref()
  base.stopping.addEventListener('abort', () => clearInterval(sweeping))
  return app
}
