import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'

const folder = mkdtempSync(join(tmpdir(), 'flowgate-console-'))
mkdirSync(join(folder, 'assets'))
writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head><title>Flowgate</title></head></html>')
writeFileSync(join(folder, 'assets/index-AbCd1234.js'), `console.log(${JSON.stringify('x'.repeat(5_000))})`)

let manager: TestManager
let started = true
beforeAll(async () => {
  manager = await startTestManager({
    consoleFolder: folder,
    isStarted: () => started,
    simulation: { workers: 0 },
  })
})
afterAll(async () => {
  await manager.close()
  rmSync(folder, { recursive: true })
})
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${manager.url}${path}`, { headers })

describe('the console', () => {
  it('answers its page at every console address, with this answer’s nonce', async () => {
    for (const path of ['/', '/policies/shop', '/map?level=tier']) {
      const answer = await get(path, { accept: 'text/html' })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
      expect(await answer.text()).toContain(`<meta property="csp-nonce" nonce="${nonce}">`)
    }
  })

  it('answers hashed files compressed and for ever, and knows an unchanged one', async () => {
    const file = await get('/assets/index-AbCd1234.js', { 'accept-encoding': 'gzip, br' })
    expect(file.headers.get('content-encoding')).toBe('br')
    expect(file.headers.get('cache-control')).toContain('immutable')
    expect(file.headers.get('content-type')).toContain('text/javascript')
    expect(await file.text()).toContain('xxxx')
    const again = await get('/assets/index-AbCd1234.js', { 'if-none-match': file.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
  })

  it('does not take a missing file, an API address or a way out of the folder for a page', async () => {
    for (const path of [
      '/assets/gone-AbCd1234.js',
      '/api/v1/nothing',
      '/api/nothing',
      '/..%2f..%2fetc%2fpasswd',
    ])
      expect((await get(path, { accept: 'text/html' })).status === 200 && path.startsWith('/api')).toBe(false)
    expect((await get('/assets/gone-AbCd1234.js', { accept: 'text/html' })).status).toBe(404)
    expect(await (await get('/..%2f..%2fetc%2fpasswd')).text()).not.toContain('root:')
  })
})

describe('health', () => {
  it('tells that it lives and is ready', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' })
    expect(await (await get('/readyz')).json()).toMatchObject({ status: 'ready' })
  })

  it('is not ready while the start goes on', async () => {
    started = false
    const answer = await get('/readyz')
    started = true
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({
      code: 'not_ready',
      context: { checks: { start: 'going on' } },
    })
  })

  it('gives metrics to this machine, and to others with a token only', async () => {
    await get('/api/v1/roles')
    const text = await (await get('/metrics')).text()
    expect(text).toContain('flowgate_http_request_duration_seconds_count{operation="access.listRoles"')
    expect(text).toContain('process_resident_memory_bytes')
    const forwarded = { 'x-forwarded-for': '203.0.113.9' }
    expect((await get('/metrics', forwarded)).status).toBe(401)
    const { token } = await manager.user('auditor')
    expect((await get('/metrics', { ...forwarded, authorization: `Bearer ${token}` })).status).toBe(200)
  })
})

describe('the API’s reference', () => {
  it('is whole, from this server alone', async () => {
    const page = await (await get('/api/docs')).text()
    expect(page).not.toMatch(/https?:\/\//)
    for (const [, path = ''] of page.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await get(path)).status).toBe(200)
    const document = await (await get('/api/v1/openapi.json')).json()
    expect(document).toMatchObject({ openapi: '3.1.0' })
    expect((await get('/api/docs/package.json')).status).toBe(404)
  })
})
