import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const PASSWORD = process.env.FLOWGATE_ADMIN_PASSWORD ?? 'console-benchmark-1'
export interface Manager {
  readonly url: string
  stop(): Promise<void>
}

const START_MS = 300_000
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

/** The one at FLOWGATE_URL (with FLOWGATE_ADMIN_PASSWORD), else a new one with that estate that ends with the benchmark. */
export const startManager = async (estate: 'acme' | 'off' = 'acme'): Promise<Manager> => {
  const given = process.env.FLOWGATE_URL
  if (given) return { url: given.replace(/\/$/, ''), stop: async () => {} }
  const dataDir = mkdtempSync(join(tmpdir(), 'flowgate-bench-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const start = fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url))
  const child = spawn(process.execPath, [start], {
    env: {
      ...process.env,
      FLOWGATE_DATA_DIR: dataDir,
      FLOWGATE_DEMO: estate,
      FLOWGATE_ADMIN_PASSWORD: PASSWORD,
      LOG_LEVEL: 'warn',
      PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const until = Date.now() + START_MS
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`npm start ended with code ${child.exitCode}`)
    if (Date.now() > until) throw new Error('the Manager did not get ready')
    await setTimeout(50)
  }
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
