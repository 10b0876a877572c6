import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Client, createClient, createToken, getMap, PERMISSIONS, signIn } from '@flowgate/shared'

const PASSWORD = 'benchmark-password-1'
const START_MS = 180_000

export interface ManagerProcess {
  readonly url: string
  readonly secret: string
  readonly client: Client
  /** From starting the process to a map in hand: the first time (loading the demo), and the second. */
  readonly startMs: { readonly first: number; readonly second: number }
  stop(): Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** Nothing of a process group is left once nobody can be asked. */
const groupEnded = async (group: number): Promise<void> => {
  for (;;) {
    try {
      process.kill(-group, 0)
    } catch {
      return
    }
    await setTimeout(20)
  }
}

/** `npm start`, as whoever runs Flowgate runs it: what is measured is what they get. */
const launch = async (dataDir: string, port: number, estate: string) => {
  const child = spawn('npm', ['start'], {
    cwd: fileURLToPath(new URL('../../../..', import.meta.url)),
    detached: true,
    env: {
      ...process.env,
      FLOWGATE_DATA_DIR: dataDir,
      FLOWGATE_DEMO: estate,
      FLOWGATE_ADMIN_PASSWORD: PASSWORD,
      PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  const group = child.pid
  if (group === undefined) throw new Error('npm could not be started')
  const url = `http://127.0.0.1:${port}`
  const until = Date.now() + START_MS
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (ready) break
    if (child.exitCode !== null) throw new Error(`npm start ended with code ${child.exitCode}`)
    if (Date.now() > until) throw new Error('the Manager did not get ready')
    await setTimeout(20)
  }
  return {
    url,
    stop: async () => {
      process.kill(-group, 'SIGTERM')
      await groupEnded(group)
    },
  }
}

const tokenFor = async (url: string): Promise<string> => {
  const open = createClient({ baseUrl: url, fetch, headers: () => ({ origin: url }) })
  const signedIn = await open.request(signIn, { body: { email: 'admin@flowgate.local', password: PASSWORD } })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  const client = createClient({ baseUrl: url, fetch, headers: () => ({ origin: url, cookie }) })
  const { secret } = await client.call(createToken, {
    body: { name: 'benchmark', permissions: [...PERMISSIONS], expiresInDays: 1 },
  })
  return secret
}

/** A whole Manager in a process of its own, on a database of its own, with a demo estate and its live traffic. */
export const startManagerProcess = async (estate: string): Promise<ManagerProcess> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'flowgate-bench-'))
  const port = await freePort()
  const firstMap = async (client: Client) => {
    await client.call(getMap)
  }
  const began = performance.now()
  let running = await launch(dataDir, port, estate)
  const secret = await tokenFor(running.url)
  const client = createClient({
    baseUrl: running.url,
    fetch,
    headers: () => ({ authorization: `Bearer ${secret}` }),
  })
  await firstMap(client)
  const first = performance.now() - began
  await running.stop()
  const again = performance.now()
  running = await launch(dataDir, port, estate)
  await firstMap(client)
  const second = performance.now() - again
  return {
    url: running.url,
    secret,
    client,
    startMs: { first, second },
    stop: async () => {
      await running.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
