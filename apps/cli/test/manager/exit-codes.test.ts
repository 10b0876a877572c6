import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newShell } from './shell.ts'

const shell = newShell()
let server: Server
let env: Record<string, string>
let asked: () => void
/** Answers as a Manager that has failed, or, below `/api/v1/workloads`, never. */
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url?.startsWith('/api/v1/workloads')) return asked?.()
    response.writeHead(500, { 'content-type': 'application/problem+json' })
    response.end(
      JSON.stringify({
        type: 'about:blank',
        title: 'Internal error',
        status: 500,
        code: 'internal',
        detail: 'something went wrong',
        requestId: 'r-1',
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  env = {
    FLOWGATE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    FLOWGATE_TOKEN: 'fgt_of-no-importance',
  }
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

it.each([
  ['--no-such-option', 2],
  ['security-group create', 2],
  ['test tcp --from a --to b --port 70000', 2],
  ['plan no-such-file.yaml', 3],
  ['whoami', 9],
] as const)('`flowgate %s` ends with %i, and says why on standard error', async (words, code) => {
  const ended = await shell.run(`flowgate ${words}`, { env })
  expect(ended).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toMatch(/^error: /m)
  expect(ended.stderr).not.toMatch(/^\s+at /m)
})

it('a document that is wrong ends with 3, nobody there with 8', async () => {
  const wrong = await shell.run('flowgate validate -', { input: 'format: flowgate/v1\ngroups: 7\n', env })
  expect(wrong).toMatchObject({ code: 3 })
  const nobody = await shell.run('flowgate whoami', { env: { ...env, FLOWGATE_URL: 'http://127.0.0.1:1' } })
  expect(nobody).toMatchObject({ code: 8, stdout: '' })
  expect(nobody.stderr).toContain('npm start')
})

it('Ctrl-C ends with 130', async () => {
  const interrupt = new Promise<void>((resolve) => {
    asked = resolve
  })
  expect(await shell.run('flowgate workload list', { env, interrupt })).toMatchObject({ code: 130 })
})
