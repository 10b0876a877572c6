import { enforcedRules } from '@flowgate/dfe'
import { compileSpan, type HostClassifier, type Packet, type Span } from '@flowgate/engine'
import { l4, packetContext } from '@flowgate/shared'
import { z } from 'zod'
import { USAGE, UsageError } from './usage.ts'

export interface CommandIo {
  readFile(path: string): string
  /** Of standard input. */
  lines(): AsyncIterable<string>
  print(text: string): void
  /** Milliseconds since the epoch, for rules with a schedule. */
  now(): number
}

const packet = z
  .object({
    source: z.string(),
    destination: z.string(),
    l4,
    fragment: z.boolean().optional(),
    context: packetContext.optional(),
  })
  .strict()

/** Runs one command; gives the exit code. @throws UsageError; Error for a file or line that cannot be read */
export const runCommand = async (args: readonly string[], io: CommandIo): Promise<number> => {
  const [command, file, ...rest] = args
  if (command === undefined || command === '--help' || command === '-h') {
    io.print(USAGE)
    return command === undefined ? 2 : 0
  }
  if (command !== 'rules' && command !== 'eval')
    throw new UsageError(`\`${command}\` is no command; use \`rules\` or \`eval\`, or \`--help\``)
  if (file === undefined || rest.length > 0)
    throw new UsageError(`\`${command}\` takes one file: the span of a host`)
  const classifier = readSpan(file, io)
  if (command === 'rules') printRules(classifier, io)
  else await printDecisions(classifier, io)
  return 0
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const readSpan = (file: string, io: CommandIo): HostClassifier => {
  try {
    // Compiling refuses what is no span.
    return compileSpan(JSON.parse(io.readFile(file)) as Span)
  } catch (error) {
    throw new Error(`\`${file}\` holds no span that can be enforced: ${reasonOf(error)}`)
  }
}

const printRules = ({ span }: HostClassifier, io: CommandIo): void => {
  for (const { hits: _unknown, ...rule } of enforcedRules(span, () => 0)) io.print(JSON.stringify(rule))
}

const printDecisions = async (classifier: HostClassifier, io: CommandIo): Promise<void> => {
  let number = 0
  for await (const line of io.lines()) {
    number += 1
    if (line.trim() === '') continue
    const one = readPacket(line, number)
    for (const point of ['source', 'destination'] as const) {
      const evaluation = evaluate(classifier, one, point, number, io.now())
      if (evaluation.workload !== null) io.print(JSON.stringify({ line: number, ...evaluation }))
    }
  }
}

const evaluate = (
  classifier: HostClassifier,
  one: Packet,
  point: 'source' | 'destination',
  line: number,
  now: number,
) => {
  try {
    return classifier.evaluateAt(one, point, { now })
  } catch (error) {
    throw new Error(`line ${line}: ${reasonOf(error)}`)
  }
}

const readPacket = (line: string, number: number): Packet => {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new Error(`line ${number} is not JSON: \`${line.slice(0, 80)}\``)
  }
  const parsed = packet.safeParse(value)
  if (!parsed.success) throw new Error(`line ${number} is no packet: ${z.prettifyError(parsed.error)}`)
  // Absent fields are left out: the engine tells "unknown" from "none".
  return JSON.parse(JSON.stringify(parsed.data)) as Packet
}
