import { AppError, type Permission, ROLE_LABEL, rolesWith } from '@flowgate/shared'
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts'

/** Something a user has to be told, with the exit code it ends the command with. */
export class Failure extends Error {
  readonly exitCode: ExitCode
  /** More lines: one for each thing that is wrong, or what to do. */
  readonly details: readonly string[]

  constructor(exitCode: ExitCode, message: string, details: readonly string[] = []) {
    super(message)
    this.name = 'Failure'
    this.exitCode = exitCode
    this.details = details
  }
}

/** What is too large to be analysed or does not exist is the user's to know, not a fault of the program. */
export const analysed = <T>(analyse: () => T): T => {
  try {
    return analyse()
  } catch (error) {
    if (error instanceof RangeError) throw new Failure(EXIT.invalid, error.message)
    throw error
  }
}

const MOST_LINES = 50

/** `lines`, cut where nobody would read on, with the number left out. */
export const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`]

const contextLines = ({ context }: AppError): string[] => {
  const missing = context.missing
  if (Array.isArray(missing) && missing.length > 0) {
    const roles = rolesWith(missing as Permission[]).map((role) => ROLE_LABEL[role])
    return [`needs ${missing.join(', ')}, which these roles hold: ${roles.join(', ')}`]
  }
  const references = context.references
  if (Array.isArray(references)) {
    return references.map((reference: Record<string, unknown>) => {
      const { kind, id, field } = reference
      return `used by ${String(kind)} ${String(id)} (${String(field)})`
    })
  }
  return []
}

const networkReason = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof AggregateError) return cause.errors.map((one: Error) => one.message).join(', ')
  return cause instanceof Error ? cause.message : ''
}

/** Whatever was thrown as something that can be told: never a stack trace. */
export const toFailure = (error: unknown, url: string | null): Failure => {
  if (error instanceof Failure) return error
  if (error instanceof AppError) {
    const fields = error.errors.map(
      ({ field, message, received, help }) =>
        `${field}: ${message}${received === undefined ? '' : ` (got ${received})`}${help === undefined ? '' : `; ${help}`}`,
    )
    const hint =
      error.status === 401 ? ['sign in with `flowgate login`, or set FLOWGATE_TOKEN'] : contextLines(error)
    return new Failure(exitCodeOf(error), error.message, shortened([...fields, ...hint]))
  }
  if (error instanceof TypeError && error.message === 'fetch failed') {
    return new Failure(
      EXIT.unreachable,
      `cannot reach the Manager at ${url ?? 'its address'}`,
      [networkReason(error), 'start it with `npm start`, or name another with FLOWGATE_URL'].filter(
        (line) => line !== '',
      ),
    )
  }
  if (error instanceof Error && error.name === 'AbortError')
    return new Failure(EXIT.interrupted, 'interrupted')
  return new Failure(EXIT.server, error instanceof Error ? error.message : String(error))
}
