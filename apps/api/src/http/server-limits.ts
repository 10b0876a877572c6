import { createServer, type RequestListener, type Server } from 'node:http'

export interface ServerLimits {
  /** All headers must be here within this time. */
  readonly headersMs: number
  /** The whole request must; how long a JSON body may take is the body reader's business. */
  readonly requestMs: number
  /** A connection without any traffic at all is closed; event streams beat every 15 s. */
  readonly silenceMs: number
  readonly keepAliveMs: number
  /** How often the first two are looked at. */
  readonly lookMs: number
}

/** An upload may take ten minutes. */
export const SERVER_LIMITS: ServerLimits = {
  headersMs: 15_000,
  requestMs: 600_000,
  silenceMs: 120_000,
  keepAliveMs: 65_000,
  lookMs: 2_000,
}

/** A server that ends connections of clients that only hold them open. */
export const createHttpServer = (listener: RequestListener, limits: ServerLimits = SERVER_LIMITS): Server => {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      // Node looks every 30 s by itself, however short the times are.
      connectionsCheckingInterval: limits.lookMs,
    },
    listener,
  )
  server.maxHeadersCount = 100
  server.maxRequestsPerSocket = 0
  server.setTimeout(limits.silenceMs)
  return server
}
