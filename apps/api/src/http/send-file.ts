import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FileAnswer } from './route.ts'

/** Only plain characters reach the header, whatever the name was made from. */
const safeName = (name: string): string => name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 150)

/**
 * Streams a download as fast as the client takes it. The first chunk is awaited before headers go out, so that a fault at
 * the beginning is still a proper problem document.
 */
export const sendFile = async (
  response: ServerResponse,
  file: FileAnswer,
  signal: AbortSignal,
): Promise<void> => {
  const chunks = file.chunks[Symbol.asyncIterator]()
  const first = await chunks.next()
  response.setHeader('content-type', file.contentType)
  response.setHeader('content-disposition', `attachment; filename="${safeName(file.fileName)}"`)
  response.setHeader('cache-control', 'no-store')
  const whole = async function* () {
    try {
      if (!first.done) yield first.value
      for (let next = first; !next.done; ) {
        next = await chunks.next()
        if (!next.done) yield next.value
      }
    } finally {
      await chunks.return?.()
    }
  }
  await pipeline(Readable.from(whole(), { objectMode: true }), response, { signal })
}
