import type { ExitCode } from './exit-codes.ts'

/** A reason not to start that the operator can act on. It is printed without a stack trace. */
export class StartupError extends Error {
  readonly exitCode: ExitCode
  /** What to do about it, one or more sentences. */
  readonly help: string

  constructor(exitCode: ExitCode, message: string, help: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'StartupError'
    this.exitCode = exitCode
    this.help = help
  }
}
