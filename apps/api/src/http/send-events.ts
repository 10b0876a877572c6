import type { ServerResponse } from 'node:http'
import type { EventAnswer } from './route.ts'

const heartbeatMs = 15_000
/** A client this far behind is let go; it comes back with Last-Event-ID. */
const mostBuffered = 1024 * 1024

/**
 * Sends server-sent events until the client goes, falls too far behind, `stillAllowed` says no, or `signal` aborts.
 * Resolves when the stream has ended.
 */
export const sendEvents = (
  response: ServerResponse,
  answer: EventAnswer,
  options: { lastEventId: string | null; signal: AbortSignal; stillAllowed: () => Promise<boolean> },
): Promise<void> =>
  new Promise((resolve) => {
    response.statusCode = 200
    response.setHeader('content-type', 'text/event-stream; charset=utf-8')
    response.setHeader('cache-control', 'no-store')
    // Proxies such as nginx would otherwise hold events back.
    response.setHeader('x-accel-buffering', 'no')
    response.write('retry: 2000\n\n')

    let ended = false
    let unsubscribe = () => {}
    const end = () => {
      if (ended) return
      ended = true
      clearInterval(heartbeat)
      options.signal.removeEventListener('abort', end)
      unsubscribe()
      response.end()
      resolve()
    }
    const write = (text: string) => {
      if (ended) return
      response.write(text)
      if (response.writableLength > mostBuffered) end()
    }
    const heartbeat = setInterval(() => {
      write(': still here\n\n')
      options.stillAllowed().then(
        (allowed) => {
          if (!allowed) end()
        },
        () => {
          // The database may be away for a moment; the next beat asks again.
        },
      )
    }, heartbeatMs)
    heartbeat.unref()
    response.on('close', end)
    options.signal.addEventListener('abort', end)
    unsubscribe = answer.subscribe({
      lastEventId: options.lastEventId,
      send: (id, event) => write(`id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
      end,
    })
    if (ended) unsubscribe()
    if (options.signal.aborted) end()
  })
