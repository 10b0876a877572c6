import { type LiveEvent, liveEvent } from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { ADMIN_PASSWORD, startTestManager, type TestManager } from '../support/manager.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
})
afterAll(() => manager.close())

interface Stream {
  /** The next event; null when the stream has ended. */
  next(): Promise<{ id: string; event: LiveEvent } | null>
  close(): void
}

const open = async (headers: Record<string, string>): Promise<Stream> => {
  const abort = new AbortController()
  const response = await fetch(`${manager.url}/api/v1/events`, { headers, signal: abort.signal })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const stream: Stream = {
    next: async () => {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end < 0) {
          const { value, done } = await reader.read()
          if (done) return null
          text += value
          continue
        }
        const lines = text.slice(0, end).split('\n')
        text = text.slice(end + 2)
        const of = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
        const data = of('data')
        if (data !== undefined) return { id: of('id') ?? '', event: liveEvent.parse(JSON.parse(data)) }
      }
    },
    close: () => abort.abort(),
  }
  return stream
}
const bearer = async (...args: Parameters<TestManager['user']>) => ({
  authorization: `Bearer ${(await manager.user(...args)).token}`,
})
/** The stream says `retry` as soon as it listens; events published before that are for nobody. */
const listening = async (headers: Record<string, string>): Promise<Stream> => open(headers)

it('delivers events, and after a break those that were missed', async () => {
  const headers = await bearer('administrator')
  const stream = await listening(headers)
  manager.deps.base.live.publish({ type: 'host.changed', hostId: 'h1' })
  const first = await stream.next()
  expect(first?.event).toEqual({ type: 'host.changed', hostId: 'h1' })
  stream.close()
  manager.deps.base.live.publish({ type: 'host.changed', hostId: 'h2' })
  manager.deps.base.live.publish({ type: 'inventory.changed' })
  const again = await listening({ ...headers, 'last-event-id': first?.id ?? '' })
  expect((await again.next())?.event).toEqual({ type: 'host.changed', hostId: 'h2' })
  expect((await again.next())?.event).toEqual({ type: 'inventory.changed' })
  again.close()
})

it('says reset when it cannot tell what was missed', async () => {
  const stream = await listening({ ...(await bearer('auditor')), 'last-event-id': 'other.17' })
  expect((await stream.next())?.event).toEqual({ type: 'reset' })
  stream.close()
})

it('keeps from a scoped user what lies beyond the scope', async () => {
  const stream = await listening(await bearer('application-owner', { scope: ['app:shop'] }))
  manager.deps.base.live.publish({ type: 'flows.arrived', flows: 1_234 })
  expect((await stream.next())?.event).toEqual({ type: 'flows.arrived', flows: 0 })
  stream.close()
})

it('keeps from a token what it has no permission for', async () => {
  const stream = await listening(await bearer('administrator', { permissions: ['flow:read'] }))
  manager.deps.base.live.publish({ type: 'revision.published', revision: 2, by: 'x' })
  manager.deps.base.live.publish({ type: 'flows.arrived', flows: 5 })
  expect((await stream.next())?.event).toEqual({ type: 'flows.arrived', flows: 5 })
  stream.close()
})

it('ends with the session it was opened with', async () => {
  const browser = openBrowser(manager.url)
  await browser.send('POST', '/auth/sign-in', { email: 'admin@flowgate.local', password: ADMIN_PASSWORD })
  const cookie = [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; ')
  const stream = await listening({ cookie })
  const other = await listening(await bearer('administrator'))
  await browser.send('POST', '/auth/sign-out')
  expect(await stream.next()).toBeNull()
  manager.deps.base.live.publish({ type: 'inventory.changed' })
  expect((await other.next())?.event).toEqual({ type: 'inventory.changed' })
  other.close()
})

it('is not for nobody', async () => {
  expect((await fetch(`${manager.url}/api/v1/events`)).status).toBe(401)
})
