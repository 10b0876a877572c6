import type { Server } from 'node:http'

/**
 * Time-outs against clients that hold connections open. An upload may take ten minutes as a whole; how long a JSON body may
 * take is the body reader's business.
 */
export const hardenServer = (server: Server): Server => {
  server.headersTimeout = 15_000
  server.requestTimeout = 600_000
  server.keepAliveTimeout = 65_000
  server.maxHeadersCount = 100
  server.maxRequestsPerSocket = 0
  // A connection without any traffic at all, event streams (which beat every 15 s) not included.
  server.setTimeout(120_000)
  return server
}
