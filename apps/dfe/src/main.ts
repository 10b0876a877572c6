import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { runCommand } from './run-command.ts'
import { UsageError } from './usage.ts'

const io = {
  readFile: (path: string) => readFileSync(path, 'utf8'),
  lines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
  print: (text: string) => void process.stdout.write(`${text}\n`),
  now: Date.now,
}

try {
  process.exitCode = await runCommand(process.argv.slice(2), io)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`flowgate-dfe: ${message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
