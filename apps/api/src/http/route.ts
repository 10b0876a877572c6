import type { Readable } from 'node:stream'
import type { AnyOperation, LiveEvent, Output, Parsed } from '@flowgate/shared'
import type { Actor } from './actor.ts'
import type { IfMatch } from './if-match.ts'

/** What a handler is given: everything parsed, the caller authenticated and authorized. */
export interface HandlerInput<O extends AnyOperation> extends Parsed<O> {
  readonly actor: Actor
  /** Never null where the operation says `ifMatch: 'required'`; hand it to `checkIfMatch`. */
  readonly ifMatch: IfMatch
  /** Aborted when the client goes away or the Manager stops. */
  readonly signal: AbortSignal
  /** For what is not in the contract: cookies to set, raw request headers. */
  readonly http: HttpExchange
}

export interface HttpExchange {
  readonly requestHeaders: Headers
  addResponseHeader(name: string, value: string): void
}

/** A file to download. `chunks` is read as fast as the client takes it. */
export interface FileAnswer {
  readonly fileName: string
  readonly contentType: string
  readonly chunks: AsyncIterable<string | Uint8Array>
}

export interface EventAnswer {
  /** Of events that are delivered from now on; `lastEventId` is where the client stopped. */
  subscribe(client: {
    readonly lastEventId: string | null
    send(id: string, event: LiveEvent): void
    end(): void
  }): () => void
}

export interface UploadInput<O extends AnyOperation> extends HandlerInput<O> {
  /** The request's bytes as they come. Destroyed when the client aborts. */
  readonly stream: Readable
}

type Run = (input: UploadInput<AnyOperation>) => Promise<unknown>

/** One operation with what carries it out. Made by `route` and its sisters only. */
export interface Route {
  readonly operation: AnyOperation
  readonly answer: 'json' | 'file' | 'events'
  readonly upload: boolean
  readonly run: Run
}

const make = <O extends AnyOperation>(
  operation: O,
  handler: (input: UploadInput<O>) => unknown,
  answer: Route['answer'],
  upload = false,
): Route => {
  const streams = { json: undefined, file: 'file', events: 'events' } as const
  if (operation.stream !== streams[answer] || (operation.upload ?? false) !== upload)
    throw new Error(
      `\`${operation.id}\` needs another kind of route: stream and upload must agree with its contract`,
    )
  // The pipeline parses with this very operation's schemas before it calls, which is what makes the narrowing true.
  const run: Run = async (input) => handler(input as UploadInput<O>)
  return { operation, answer, upload, run }
}

/** JSON in, JSON out. */
export const route = <O extends AnyOperation>(
  operation: O,
  handler: (input: HandlerInput<O>) => Promise<Output<O>> | Output<O>,
): Route => make(operation, handler, 'json')

/** For `upload: true`: the handler reads the body as a stream. */
export const uploadRoute = <O extends AnyOperation>(
  operation: O,
  handler: (input: UploadInput<O>) => Promise<Output<O>>,
): Route => make(operation, handler, 'json', true)

/** For `stream: 'file'`. */
export const fileRoute = <O extends AnyOperation>(
  operation: O,
  handler: (input: HandlerInput<O>) => Promise<FileAnswer> | FileAnswer,
): Route => make(operation, handler, 'file')

/** For `stream: 'events'`. */
export const eventRoute = <O extends AnyOperation>(
  operation: O,
  handler: (input: HandlerInput<O>) => EventAnswer,
): Route => make(operation, handler, 'events')
