import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const CHILD_PASSWORD = 'child-of-a-test-1'

const START_MS = 120_000
const root = fileURLToPath(new URL('../../../..', import.meta.url))

export interface ManagerChild {
  readonly url: string
  readonly pid: number
  /** SIGKILL: no part of it gets to say goodbye. Resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, and wait for the orderly end. Resolves with the exit code. */
  stop(): Promise<number | null>
}

export const newDataDir = (): string => mkdtempSync(join(tmpdir(), 'flowgate-child-'))

/** Ends the PostgreSQL that a killed Manager left behind, and removes its data. */
export const removeDataDir = (dataDir: string): void => {
  try {
    const pid = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataDir)) process.kill(pid, 'SIGKILL')
  } catch {
    // It ended with its Manager.
  }
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
}

/** A Manager that is starting. */
export interface StartingChild {
  readonly ready: Promise<ManagerChild>
  /** Whether a line of its log holds the text; resolves as soon as one does, with false when it ended without. */
  said(text: string): Promise<boolean>
  kill(): Promise<void>
}

/** What to run: the Manager from its source, or a bundle made for the test, which starts three times as fast. */
export const fromSource = ['--import', 'tsx', fileURLToPath(new URL('../../src/main.ts', import.meta.url))]

/** Starts a Manager in a process of its own on a free port. */
export const launchManager = (
  dataDir: string,
  env: Record<string, string> = {},
  program: readonly string[] = fromSource,
): StartingChild => {
  const child = spawn(process.execPath, program, {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: dataDir,
      FLOWGATE_DATA_DIR: dataDir,
      FLOWGATE_DEMO: 'off',
      FLOWGATE_ADMIN_PASSWORD: CHILD_PASSWORD,
      LOG_LEVEL: 'info',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  let output = ''
  const waiting = new Set<() => void>()
  const heard = (chunk: Buffer) => {
    output += chunk.toString()
    for (const look of [...waiting]) look()
  }
  child.stdout.on('data', heard)
  child.stderr.on('data', heard)

  const said = (pattern: RegExp): Promise<RegExpMatchArray | null> =>
    new Promise((resolve) => {
      const look = () => {
        const found = output.match(pattern)
        if (found === null) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
      void ended.then(() => resolve(output.match(pattern)))
    })

  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const ready = async (): Promise<ManagerChild> => {
    const timer = setTimeout(() => child.kill('SIGKILL'), START_MS)
    const found = await said(/Flowgate is ready at (\S+)/)
    clearTimeout(timer)
    const url = found?.[1]
    if (url === undefined || child.pid === undefined) throw new Error(`the Manager did not start:\n${output}`)
    return {
      url,
      pid: child.pid,
      kill,
      stop: async () => {
        child.kill('SIGTERM')
        return ended
      },
    }
  }
  const starting = ready()
  // Whoever kills it before it is ready does not wait for it.
  starting.catch(() => {})
  return {
    ready: starting,
    said: async (text) => (await said(new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))) !== null,
    kill,
  }
}

export const startManagerChild = (dataDir: string, env?: Record<string, string>): Promise<ManagerChild> =>
  launchManager(dataDir, env).ready
