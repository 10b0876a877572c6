import { z } from 'zod'
import { ERROR_STATUS, type ErrorCode } from './codes.ts'

/** One field that is wrong: where, what came, what would be right. */
export const fieldError = z.object({
  /** Path in the request, such as `body.rules[3].sources.groups[0]` or `query.limit`. */
  field: z.string(),
  message: z.string(),
  /** What came, shortened; absent where it is secret. */
  received: z.string().optional(),
  help: z.string().optional(),
})
export type FieldError = z.infer<typeof fieldError>

/** RFC 9457. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string(),
    instance: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(fieldError).optional(),
    /** What the code promises beside its text: the current object of a conflict, the users of a group, missing permissions. */
    context: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problem>

export interface AppErrorOptions {
  readonly detail: string
  readonly errors?: readonly FieldError[]
  readonly context?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The one error class, thrown by services and parsed back by clients. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly errors: readonly FieldError[]
  readonly context: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, options: AppErrorOptions) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.status = ERROR_STATUS[code]
    this.errors = options.errors ?? []
    this.context = options.context ?? {}
  }
}

const titleOf = (code: ErrorCode): string => {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const toProblem = (
  error: AppError,
  about: { instance?: string; requestId?: string } = {},
): Problem => ({
  type: `urn:flowgate:error:${error.code}`,
  title: titleOf(error.code),
  status: error.status,
  code: error.code,
  detail: error.message,
  ...about,
  ...(error.errors.length > 0 ? { errors: [...error.errors] } : {}),
  ...(Object.keys(error.context).length > 0 ? { context: { ...error.context } } : {}),
})

/** Null when `body` is no problem document (a proxy's page, say). */
export const fromProblem = (body: unknown): AppError | null => {
  const parsed = problem.safeParse(body)
  if (!parsed.success) return null
  const { code, detail, errors, context } = parsed.data
  return new AppError(code, { detail, ...(errors ? { errors } : {}), ...(context ? { context } : {}) })
}
