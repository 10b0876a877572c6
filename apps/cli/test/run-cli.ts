import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface CliResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const bin = fileURLToPath(new URL('../bin/flowgate.mjs', import.meta.url))

/** A folder of its own that stands for the user's home. */
export const newHome = (): string => mkdtempSync(join(tmpdir(), 'flowgate-cli-'))

/** Runs the command as a user would: its own process, its own home. */
export const runCli = (
  args: readonly string[],
  options: { home?: string; input?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<CliResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: options.home ?? newHome(),
        NO_COLOR: '1',
        ...options.env,
      },
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.once('error', reject)
    child.once('close', (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      }),
    )
    // A command that refuses its arguments may be gone before it has read its input.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })

export const fileWith = (name: string, content: string): string => {
  const path = join(newHome(), name)
  writeFileSync(path, content)
  return path
}
