import { type Config, parseConfig } from './config.ts'
import { exitCodes } from './exit-codes.ts'
import { createLifecycle, type Lifecycle, stopOnSignals } from './lifecycle.ts'
import { createLog, type Log } from './log.ts'
import { StartupError } from './startup-error.ts'

export interface Runtime {
  config: Config
  log: Log
  lifecycle: Lifecycle
  /** Ends everything and the process, because it cannot go on. */
  fail: (error: unknown) => void
}

const report = (error: unknown): number => {
  if (error instanceof StartupError) {
    process.stderr.write(`\nFlowgate does not start: ${error.message}\n${error.help}\n`)
    return error.exitCode
  }
  process.stderr.write(
    `\nFlowgate stops on an unexpected error:\n${error instanceof Error ? error.stack : String(error)}\n`,
  )
  return exitCodes.unexpected
}

/**
 * Runs a program to its end: configuration, log, signals, and one way out.
 * `start` registers each part it starts with the lifecycle; whatever was started is ended on every way out.
 */
export const run = async (start: (runtime: Runtime) => Promise<void>): Promise<void> => {
  try {
    const config = parseConfig(process.env)
    const log = createLog(config)
    const lifecycle = createLifecycle(log)
    let failing = false
    const fail = (error: unknown) => {
      if (failing) return
      failing = true
      const code = report(error)
      void lifecycle.shutdown().then(() => process.exit(code))
    }
    process.on('uncaughtException', fail)
    process.on('unhandledRejection', fail)
    stopOnSignals(lifecycle, log, (code) => process.exit(code))
    await start({ config, log, lifecycle, fail }).catch((error: unknown) => {
      // A stop asked for during the start makes parts fail; that is no failure of the start.
      if (!lifecycle.signal.aborted) fail(error)
    })
  } catch (error) {
    process.exit(report(error))
  }
}
