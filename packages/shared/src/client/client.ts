import type { z } from 'zod'
import { type AnyOperation, fillPath, type Input, type Output } from '../contract/operation.ts'
import { AppError, fromProblem } from '../errors/problem.ts'

export interface ClientOptions {
  /** Origin of the Manager, empty in the console. */
  readonly baseUrl: string
  readonly fetch: typeof fetch
  /** Added to every request: an Authorization header, a request id. */
  readonly headers?: () => Readonly<Record<string, string>>
}

export interface CallOptions {
  /** The object's `etag`, for operations that need If-Match. */
  readonly ifMatch?: string
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
  /** Of an upload. */
  readonly rawBody?: NonNullable<RequestInit['body']>
}

export interface Client {
  /** @throws AppError with the server's code, or `internal` when no problem document came back. */
  call<O extends AnyOperation>(op: O, input?: Input<O>, options?: CallOptions): Promise<Output<O>>
  /** For streams and files: the response itself, after a problem document has become an error. */
  request<O extends AnyOperation>(op: O, input?: Input<O>, options?: CallOptions): Promise<Response>
  url<O extends AnyOperation>(op: O, input?: Input<O>): string
}

export const API_PREFIX = '/api/v1'

const queryString = (query: unknown): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null) continue
    search.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

const failure = async (response: Response): Promise<AppError> => {
  const text = await response.text()
  try {
    const error = fromProblem(JSON.parse(text))
    if (error) return error
  } catch {
    // not JSON: a proxy answered
  }
  return new AppError('internal', {
    detail: `the server answered ${response.status} ${response.statusText}`.trim(),
  })
}

/** The typed client that console and CLI share. Responses are parsed by the operation's own schema. */
export const createClient = (options: ClientOptions): Client => {
  const url: Client['url'] = (op, input) =>
    options.baseUrl +
    API_PREFIX +
    fillPath(op.path, (input?.params ?? {}) as Record<string, unknown>) +
    queryString(input?.query)

  const request: Client['request'] = async (op, input, call = {}) => {
    const headers: Record<string, string> = { accept: 'application/json', ...options.headers?.() }
    if (call.ifMatch !== undefined) headers['if-match'] = `"${call.ifMatch}"`
    if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey
    const body = call.rawBody ?? (input?.body === undefined ? undefined : JSON.stringify(input.body))
    if (call.rawBody !== undefined) headers['content-type'] = 'application/octet-stream'
    else if (body !== undefined) headers['content-type'] = 'application/json'
    // Browsers and Node want to be told that a streamed body is sent before the answer is read.
    const init: RequestInit & { duplex?: 'half' } = {
      method: op.method.toUpperCase(),
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(call.signal ? { signal: call.signal } : {}),
    }
    if (call.rawBody !== undefined) init.duplex = 'half'
    const response = await options.fetch(url(op, input), init)
    if (!response.ok) throw await failure(response)
    return response
  }

  const call: Client['call'] = async <O extends AnyOperation>(
    op: O,
    input?: Input<O>,
    options?: CallOptions,
  ) => {
    const response = await request(op, input, options)
    if (op.response === undefined) return undefined as Output<O>
    return (op.response as z.ZodType).parse(await response.json()) as Output<O>
  }
  return { call, request, url }
}
