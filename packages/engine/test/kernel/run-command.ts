import { execFile, execFileSync } from 'node:child_process'

/** Runs a program to its end; rejects with what it wrote where it fails. */
export const run = (file: string, args: readonly string[], input = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = execFile(file, [...args], { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${file} ${args.join(' ')}: ${stderr.trim() || error.message}`))
    })
    child.stdin?.on('error', () => {
      // The program ended before it read everything: its exit code says why.
    })
    child.stdin?.end(input)
  })

/** For the way out, where nothing can be awaited and nothing must stop the rest. */
export function runQuietly(file: string, args: readonly string[]): string {
  try {
    return execFileSync(file, [...args], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
  } catch {
    return ''
  }
}
