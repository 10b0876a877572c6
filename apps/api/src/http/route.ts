import type { Readable } from 'node:stream'
import type { AnyOperation, LiveEvent, Output, Parsed } from '@flowgate/shared'
import type { Actor } from './actor.ts'
import type { IfMatch } from './if-match.ts'

/** What a handler is given: everything parsed, the caller authenticated and authorized. */
export interface HandlerInput<O extends AnyOperation> extends Parsed<O> {
  readonly actor: Actor
  /** Never null where the operation says `ifMatch: 'required'`; hand it to `checkIfMatch`. */
  readonly ifMatch: IfMatch
  /** Aborted when the client goes away; at shutdown when the time to finish is over. */
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

/** What the pipeline has parsed, before an operation's types are put on it. */
export interface RawInput extends Omit<UploadInput<AnyOperation>, 'params' | 'query' | 'body'> {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}
type Handle<A> = (input: RawInput) => Promise<A>

/** An operation without a response is answered by nothing. */
type Returned<O extends AnyOperation> = [Output<O>] extends [undefined]
  ? Promise<void>
  : Promise<Output<O>> | Output<O>

interface Common {
  readonly operation: AnyOperation
  readonly upload: boolean
}
/** One operation with what carries it out. Made by `route` and its sisters only. */
export type Route =
  | (Common & { readonly answer: 'json'; readonly run: Handle<unknown> })
  | (Common & { readonly answer: 'file'; readonly fileAnswer: Handle<FileAnswer> })
  | (Common & { readonly answer: 'events'; readonly eventAnswer: Handle<EventAnswer> })

const common = (operation: AnyOperation, stream: AnyOperation['stream'], upload = false): Common => {
  if (operation.stream !== stream || (operation.upload ?? false) !== upload)
    throw new Error(
      `\`${operation.id}\` needs another kind of route: stream and upload must agree with its contract`,
    )
  return { operation, upload }
}

/** The pipeline parses with this very operation's schemas before it calls, which is what makes the narrowing true. */
const narrowed =
  <O extends AnyOperation, A>(handler: (input: UploadInput<O>) => Promise<A> | A): Handle<A> =>
  async (input) =>
    handler(input as UploadInput<O>)

/** JSON in, JSON out. */
export const route = <O extends AnyOperation>(
  operation: O,
  handler: (input: HandlerInput<O>) => Returned<O>,
): Route => ({ ...common(operation, undefined), answer: 'json', run: narrowed<O, unknown>(handler) })

/** For `upload: true`: the handler reads the body as a stream. */
export const uploadRoute = <O extends AnyOperation>(
  operation: O,
  handler: (input: UploadInput<O>) => Returned<O>,
): Route => ({ ...common(operation, undefined, true), answer: 'json', run: narrowed<O, unknown>(handler) })

/** For `stream: 'file'`. */
export const fileRoute = <O extends AnyOperation>(
  operation: O,
  handler: (input: HandlerInput<O>) => Promise<FileAnswer> | FileAnswer,
): Route => ({ ...common(operation, 'file'), answer: 'file', fileAnswer: narrowed(handler) })

/** For `stream: 'events'`. */
export const eventRoute = <O extends AnyOperation>(
  operation: O,
  handler: (input: HandlerInput<O>) => Promise<EventAnswer> | EventAnswer,
): Route => ({ ...common(operation, 'events'), answer: 'events', eventAnswer: narrowed(handler) })
