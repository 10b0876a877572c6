import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CliResult, newHome } from '../run-cli.ts'

const bin = fileURLToPath(new URL('../../bin/flowgate.mjs', import.meta.url))

export interface Shell {
  readonly home: string
  /** Runs one line as the user's shell would, in the home folder, with `flowgate` in the path. */
  run(
    line: string,
    options?: { input?: string; env?: Record<string, string>; interrupt?: Promise<unknown> },
  ): Promise<CliResult>
}

/** A user at a computer of their own. */
export const newShell = (): Shell => {
  const home = newHome()
  const programs = join(home, 'bin')
  mkdirSync(programs)
  const program = join(programs, 'flowgate')
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`)
  chmodSync(program, 0o755)
  return {
    home,
    run: (line, { input = '', env = {}, interrupt } = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn('/bin/sh', ['-c', interrupt === undefined ? line : `exec ${line}`], {
          cwd: home,
          env: { PATH: `${programs}:${process.env.PATH ?? ''}`, HOME: home, NO_COLOR: '1', ...env },
        })
        let stdout = ''
        let stderr = ''
        child.stdout.on('data', (chunk) => {
          stdout += chunk
        })
        child.stderr.on('data', (chunk) => {
          stderr += chunk
        })
        child.once('error', reject)
        child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
        // A command that refuses its arguments may be gone before it has read its input.
        child.stdin.on('error', () => {})
        child.stdin.end(input)
        void interrupt?.then(() => child.kill('SIGINT'))
      }),
  }
}
