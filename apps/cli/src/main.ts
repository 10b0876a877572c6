import { CommanderError, InvalidArgumentError } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { connection } from './config/connection.ts'
import { EXIT } from './exit-codes.ts'
import { toFailure } from './failure.ts'
import { safe } from './output/text.ts'
import { buildProgram } from './program.ts'

// The reader of a pipe may leave early: `flowgate flows list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.server),
)
process.once('SIGINT', () => process.exit(EXIT.interrupted))

const urlForMessage = (): string | null => {
  try {
    return connection().url
  } catch {
    return null
  }
}

const report = (error: unknown): number => {
  if (error instanceof InvalidArgumentError) {
    process.stderr.write(`error: ${error.message}\n`)
    return EXIT.usage
  }
  // Commander has printed its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (process.env.FLOWGATE_DEBUG === '1')
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  const failure = toFailure(error, urlForMessage())
  process.stderr.write(`error: ${safe(failure.message)}\n`)
  for (const line of failure.details) process.stderr.write(`  ${safe(line)}\n`)
  return failure.exitCode
}

const overrideExits = (command: ReturnType<typeof buildProgram>): void => {
  command.exitOverride()
  for (const child of command.commands) overrideExits(child)
}

const program = buildProgram(packageJson.version)
overrideExits(program)
try {
  await program.parseAsync(process.argv)
} catch (error) {
  process.exitCode = report(error)
}
