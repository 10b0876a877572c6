import type { z } from 'zod'
import type { Requirement } from '../access/permissions.ts'
import type { ErrorCode } from '../errors/codes.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Shape = z.ZodObject

/**
 * One operation = one object. Routes, the typed client, OpenAPI, the CLI's help and the role-by-route test come from it.
 *
 * `params`, `query`, `body`: parsed before the handler sees them; what is absent is not accepted. In an update `undefined`
 * leaves a field and `null` clears it.
 */
export interface Operation<
  P extends Shape | undefined = Shape | undefined,
  Q extends Shape | undefined = Shape | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  R extends z.ZodType | undefined = z.ZodType | undefined,
> {
  /** `feature.verb`, unique. */
  readonly id: string
  readonly method: Method
  /** Below `/api/v1`, with `:name` for parameters. */
  readonly path: string
  readonly summary: string
  readonly permission: Requirement
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** Absent = 204. */
  readonly response?: R
  /** Of success; 200 with a response, 204 without, unless said otherwise. */
  readonly status?: 200 | 201 | 202 | 204
  /** Beside those that any operation may answer with. */
  readonly errors?: readonly ErrorCode[]
  /** `required`: 428 without If-Match, 412 when the object has changed. The object's `etag` field is what to send. */
  readonly ifMatch?: 'required'
  /** The request body is a stream of bytes instead of JSON. */
  readonly upload?: true
  /** The answer is not JSON: server-sent events or a file. */
  readonly stream?: 'events' | 'file'
}

export type AnyOperation = Operation

export const operation = <
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
>(
  definition: Operation<P, Q, B, R>,
): Operation<P, Q, B, R> => definition

/** An operation's parts are optional properties, so their types carry `undefined`; this takes it off where a schema is. */
type Schema<S> = Extract<S, z.ZodType>
type Out<S> = [Schema<S>] extends [never] ? undefined : z.output<Schema<S>>
type In<S> = [Schema<S>] extends [never] ? undefined : z.input<Schema<S>>

/** What a handler is given. */
export interface Parsed<O extends AnyOperation> {
  readonly params: Out<O['params']>
  readonly query: Out<O['query']>
  readonly body: Out<O['body']>
}
/** What a client sends. */
export interface Input<O extends AnyOperation> {
  readonly params?: In<O['params']>
  readonly query?: In<O['query']>
  readonly body?: In<O['body']>
}
/** What a handler returns and a client gets. */
export type Output<O extends AnyOperation> = Out<O['response']>

/** Fills `:name` parameters, percent-encoded. @throws when one is missing. */
export const fillPath = (path: string, params: Readonly<Record<string, unknown>> = {}): string =>
  path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined || value === '')
      throw new Error(`path parameter \`${name}\` of \`${path}\` is missing`)
    return encodeURIComponent(String(value))
  })
