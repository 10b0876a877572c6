import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AnyOperation, API_PREFIX, AppError, flowgateDocument } from '@flowgate/shared'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { sha256 } from '../platform/hash.ts'
import type { Log } from '../platform/log.ts'
import { type Actor, nobody } from './actor.ts'
import type { Audit } from './audit.ts'
import type { Authenticator } from './authenticator.ts'
import { authorize } from './authorize.ts'
import { carryOut } from './carry-out.ts'
import { refuseCrossSite } from './cross-site.ts'
import { createDeniedAttempts } from './denied-attempts.ts'
import type { HeavyAnswer, HeavyRequests } from './heavy-requests.ts'
import type { Attempt, Idempotency, KeptAnswer } from './idempotency.ts'
import { parseIfMatch } from './if-match.ts'
import { createMatcher, type Match } from './match.ts'
import { parseBody, parseParams, parseQuery } from './parse.ts'
import { MEGABYTE, parseJson, readBody } from './read-body.ts'
import type { HttpExchange, RawInput, Route } from './route.ts'
import { sendJson } from './send.ts'
import { sendEvents } from './send-events.ts'
import { sendFile } from './send-file.ts'

export interface ApiHandlerOptions {
  readonly routes: readonly Route[]
  readonly authenticator: Authenticator
  readonly idempotency: Idempotency
  readonly audit: Audit
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly publicUrl: string | undefined
  readonly stopping: AbortSignal
  /** Absent: this thread carries out everything. */
  readonly heavy?: HeavyRequests | undefined
}

/** What is known of a request before it is matched. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly requestId: string
  readonly address: string | null
  /** Path and query, as sent. */
  readonly url: URL
  /** For the log and the metrics: set as soon as they are known. */
  readonly about: { operation: string; actor: Actor | null }
}

const changes = (operation: AnyOperation): boolean => operation.method !== 'get'
/** Checking a document takes time that grows with it: only those who may change what it describes may send large ones. */
const limitOf = (operation: AnyOperation, actor: Actor): number => {
  if (operation.body !== flowgateDocument) return MEGABYTE
  return actor.permissions.has('policy:write') ? 64 * MEGABYTE : MEGABYTE
}

const uploadTypes = /^application\/(octet-stream|gzip|x-gzip)$/i
const checkUploadType = (request: IncomingMessage): void => {
  const type = request.headers['content-type'] ?? ''
  if (!uploadTypes.test(type))
    throw new AppError('unsupported_media_type', {
      detail: `send the file as application/octet-stream, not ${type === '' ? 'without a type' : `as \`${type.slice(0, 100)}\``}`,
    })
}

/**
 * Carries out one request under the API prefix: match, authenticate, authorize, parse, handle, check the answer, send.
 * Throws whatever went wrong; the caller makes a problem document of it.
 */
export const createApiHandler = (options: ApiHandlerOptions) => {
  const match = createMatcher(options.routes)
  const { authenticator, idempotency } = options

  const recordDenied = createDeniedAttempts(options)

  const admit = async ({ request, requestId, address, about }: Exchange, operation: AnyOperation) => {
    const asks = { requestId, address }
    if (operation.permission === 'public') {
      if (changes(operation)) refuseCrossSite(request.headers, options.publicUrl)
      return nobody(asks)
    }
    const known = await authenticator.authenticate(request.headers)
    const actor: Actor = known ? { ...known.actor, ...asks } : nobody(asks)
    about.actor = actor
    try {
      authorize(operation, actor, known?.mustChangePassword ?? false)
      if (changes(operation) && known?.via === 'cookie') refuseCrossSite(request.headers, options.publicUrl)
    } catch (error) {
      await recordDenied(operation, actor, error)
      throw error
    }
    return actor
  }

  /** Some refusals need the object that was asked for: they come from the service. */
  const watched = async <T>(operation: AnyOperation, actor: Actor, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      await recordDenied(operation, actor, error)
      throw error
    }
  }

  const ifMatchOf = (operation: AnyOperation, request: IncomingMessage) => {
    const ifMatch = parseIfMatch(request.headers['if-match'])
    if (operation.ifMatch === 'required' && (ifMatch === null || ifMatch.length === 0))
      throw new AppError('precondition_required', {
        detail:
          'send the `etag` of the object you saw in the header If-Match, so that nobody else’s change is overwritten',
      })
    return ifMatch
  }

  /** Sign-in answers cookies and new tokens answer secrets: neither may be kept for a repeat. */
  const attemptOf = async (
    { request }: Exchange,
    operation: AnyOperation,
    actor: Actor,
    body: Buffer,
    url: URL,
  ) => {
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string' || operation.method !== 'post' || actor.id === null) return null
    if (operation.upload || operation.id.startsWith('auth.')) return null
    const parts = [operation.id, url.pathname, url.search, sha256(body)]
    return idempotency.begin(actor.id, key, sha256(parts.join('\n')))
  }

  const told = (cause: unknown) => options.log.error({ err: cause }, 'could not write an idempotency key')
  const withAttempt = async (
    attempt: Attempt | null,
    work: () => Promise<KeptAnswer | HeavyAnswer>,
  ): Promise<KeptAnswer | HeavyAnswer> => {
    if (attempt?.replay) return attempt.replay
    try {
      const answer = await work()
      // The work is done and committed: failing to keep the answer must not make it look undone.
      await attempt?.keep({ ...answer, body: textOf(answer.body) }).catch(told)
      return answer
    } catch (error) {
      // Nothing was changed, so a repeat may be carried out anew.
      await attempt?.forget().catch(told)
      throw error
    }
  }

  const send = async (
    { request, response }: Exchange,
    operation: AnyOperation,
    answer: KeptAnswer | HeavyAnswer,
  ) => {
    response.statusCode = answer.status
    response.setHeader('cache-control', 'no-store')
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value)
    if (answer.body === null) {
      response.end()
      return
    }
    // An answer with a secret in it is not compressed: its length would tell about the secret (BREACH).
    await sendJson(request, response, answer.body, { compressible: !operation.id.startsWith('auth.') })
  }

  return async (exchange: Exchange): Promise<void> => {
    const { request, response, url } = exchange
    const found: Match = match(request.method ?? 'GET', url.pathname.slice(API_PREFIX.length))
    const { route } = found
    const { operation } = route
    exchange.about.operation = operation.id
    const actor = await admit(exchange, operation)
    exchange.about.actor = actor
    const ifMatch = ifMatchOf(operation, request)
    const params = parseParams(operation, found.params)
    const query = parseQuery(operation, url.searchParams)
    if (route.upload) checkUploadType(request)
    const raw =
      route.upload || !changes(operation) ? NOTHING : await readBody(request, limitOf(operation, actor))
    const elsewhere = (await options.heavy?.takes(operation, raw.length)) === true
    const body =
      route.upload || !changes(operation) || elsewhere ? undefined : parseBody(operation, parseJson(raw))

    const attempt = route.answer === 'json' ? await attemptOf(exchange, operation, actor, raw, url) : null
    const by = attempt === null ? actor : { ...actor, idempotencyKey: attempt.key }

    const gone = new AbortController()
    response.once('close', () => gone.abort(CLOSED))
    const input: RawInput = {
      params,
      query,
      body,
      actor: by,
      ifMatch,
      stream: request,
      signal: gone.signal,
      http: exchangeHeaders(request, response),
    }
    if (route.answer === 'file') {
      const file = await watched(operation, actor, () => route.fileAnswer(input))
      return sendFile(response, file, input.signal)
    }
    if (route.answer === 'events')
      return sendEvents(response, await route.eventAnswer(input), {
        lastEventId: String(request.headers['last-event-id'] ?? '') || null,
        // A stream never ends by itself; other requests are let finish when the Manager stops.
        signal: AbortSignal.any([gone.signal, options.stopping]),
        stillAllowed: () => authenticator.stillHolds(request.headers),
      })
    const work = (): Promise<KeptAnswer | HeavyAnswer> =>
      elsewhere && options.heavy !== undefined
        ? options.heavy.carryOut(
            {
              operation: operation.id,
              params: found.params,
              search: url.search,
              body: changes(operation) ? raw : null,
              ifMatch,
              actor: by,
            },
            gone.signal,
          )
        : carryOut(route, input)
    await send(exchange, operation, await withAttempt(attempt, () => watched(operation, actor, work)))
  }
}

const NOTHING = Buffer.alloc(0)
/** Why a request's work is over when its answer is sent or its client gone. Without one, each request would make an error. */
const CLOSED = new Error('the connection was closed')

const textOf = (body: string | Uint8Array | null): string | null =>
  body === null || typeof body === 'string'
    ? body
    : Buffer.from(body.buffer, body.byteOffset, body.length).toString()

/** Few operations look at headers: they are put into their form when one does. */
const exchangeHeaders = (request: IncomingMessage, response: ServerResponse): HttpExchange => ({
  get requestHeaders() {
    return new Headers(
      Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as [string, string]] : [],
      ),
    )
  },
  addResponseHeader: (name, value) => {
    response.appendHeader(name, value)
  },
})
