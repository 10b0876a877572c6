import type { ServerResponse } from 'node:http'
import { AppError, toProblem } from '@flowgate/shared'
import { Prisma } from '../platform/prisma/generated/client.ts'

const databaseAway =
  /ECONNREFUSED|ECONNRESET|Connection terminated|timeout exceeded when trying to connect|shutting down|Can't reach/i

const fromPrisma = (error: Prisma.PrismaClientKnownRequestError): AppError | null => {
  if (error.code === 'P2002')
    return new AppError('conflict', {
      detail: 'something with the same identity was made at the same time',
      cause: error,
    })
  if (error.code === 'P2025')
    return new AppError('not_found', { detail: 'it was removed meanwhile', cause: error })
  if (error.code === 'P2034')
    return new AppError('conflict', {
      detail: 'somebody changed the same things at the same moment; try again',
      cause: error,
    })
  return null
}

/** Every thrown thing as the one error class. What nobody foresaw becomes `internal` and keeps its cause for the log. */
export const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const known = fromPrisma(error)
    if (known) return known
  }
  if (error instanceof Error && databaseAway.test(`${error.message} ${String(error.cause ?? '')}`))
    return new AppError('not_ready', {
      detail: 'the database does not answer; try again shortly',
      cause: error,
    })
  return new AppError('internal', {
    detail: 'the server met a fault that nobody foresaw; its log has the details under this request id',
    cause: error,
  })
}

const headersOf = ({ context }: AppError): [string, string][] => {
  const headers: [string, string][] = []
  if (typeof context.retryAfterSeconds === 'number')
    headers.push(['retry-after', String(Math.ceil(context.retryAfterSeconds))])
  if (Array.isArray(context.allow)) headers.push(['allow', context.allow.join(', ')])
  return headers
}

export const sendProblem = (
  response: ServerResponse,
  error: AppError,
  about: { instance: string; requestId: string },
): void => {
  if (response.headersSent) {
    // Part of an answer is out already: only a broken connection tells the client that it is not whole.
    response.destroy()
    return
  }
  response.statusCode = error.status
  response.setHeader('content-type', 'application/problem+json; charset=utf-8')
  response.setHeader('cache-control', 'no-store')
  response.removeHeader('etag')
  response.removeHeader('content-encoding')
  for (const [name, value] of headersOf(error)) response.setHeader(name, value)
  if (error.status === 401) response.setHeader('www-authenticate', 'Bearer realm="flowgate"')
  response.end(JSON.stringify(toProblem(error, about)))
}
