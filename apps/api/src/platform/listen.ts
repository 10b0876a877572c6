import type { Server } from 'node:http'
import { exitCodes } from './exit-codes.ts'
import { StartupError } from './startup-error.ts'

const reasons: Record<string, { message: string; help: string }> = {
  EADDRINUSE: { message: 'is already in use', help: 'End the program that uses it, or choose another PORT.' },
  EACCES: { message: 'may not be used by this user', help: 'Choose a PORT of 1024 or above.' },
  EADDRNOTAVAIL: { message: 'is not an address of this machine', help: 'Correct HOST.' },
  ENOTFOUND: { message: 'is not a known host name', help: 'Correct HOST.' },
}

/**
 * Listens, and tells the port (the system's choice when `port` is 0).
 * @throws StartupError when the address is taken or not ours
 */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => {
      const reason = reasons[error.code ?? ''] ?? {
        message: `cannot be used (${error.code})`,
        help: 'Check HOST and PORT.',
      }
      reject(
        new StartupError(
          exitCodes.address,
          `the address ${host}:${port} ${reason.message}`,
          reason.help,
          error,
        ),
      )
    }
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

/** Takes no new requests, lets running ones finish for `graceMs`, then cuts the rest (event streams never finish). */
export const closeServer = (server: Server, graceMs = 3000): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
