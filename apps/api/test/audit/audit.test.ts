import { AppError, exportAuditEvents, listAuditEvents, listRevisions } from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { codeOf } from '../support/refusal.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
  await manager.db.auditEvent.deleteMany()
  const rows = Array.from({ length: 2_500 }, (_, n) => ({
    at: new Date(Date.UTC(2026, 0, 1) + n * 1_000),
    actorId: `u${n % 3}`,
    actorName: ['Alice', 'Bob', '=HYPERLINK("x")'][n % 3] ?? '',
    actorKind: 'user',
    action: n % 2 === 0 ? 'group.created' : 'policy.updated',
    outcome: n % 10 === 0 ? 'denied' : 'success',
    objectKind: 'group',
    objectId: `g${n}`,
    objectName: `Group ${n}, "quoted"`,
  }))
  await manager.db.auditEvent.createMany({ data: rows })
})
afterAll(() => manager.close())

it('pages through all events, newest first, without gaps', async () => {
  const client = await manager.as('auditor')
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await client.call(listAuditEvents, { query: { limit: 400, ...(cursor ? { cursor } : {}) } })
    expect(page.total).toBe(2_500)
    seen.push(...page.items.map((event) => event.object?.id ?? ''))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(seen).toEqual(Array.from({ length: 2_500 }, (_, n) => `g${2_499 - n}`))
})

it('filters by actor, action, outcome, object, time and words', async () => {
  const client = await manager.as('auditor')
  const total = async (query: Record<string, string>) => (await client.call(listAuditEvents, { query })).total
  expect(await total({ actor: 'bob' })).toBe(833)
  expect(await total({ action: 'group.' })).toBe(1_250)
  expect(await total({ outcome: 'denied' })).toBe(250)
  expect(await total({ objectKind: 'group', objectId: 'g7' })).toBe(1)
  expect(await total({ from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:01:00Z' })).toBe(60)
  expect(await total({ q: 'alice GROUP.created' })).toBe(417)
})

it('exports everything that matches, as NDJSON and as CSV that no spreadsheet runs', async () => {
  const client = await manager.as('auditor')
  const ndjson = await client.request(exportAuditEvents, { query: { format: 'ndjson', actor: 'u1' } })
  expect(ndjson.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-.*\.ndjson"$/)
  const lines = (await ndjson.text()).trim().split('\n')
  expect(lines).toHaveLength(833)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ actor: { name: 'Bob' } })
  const csv = await (
    await client.request(exportAuditEvents, { query: { format: 'csv', objectKind: 'group' } })
  ).text()
  const [head, first, second] = csv.split('\r\n')
  expect(head).toMatch(/^id,at,actor,/)
  expect(first).toContain('"Group 2499, ""quoted"""')
  expect([first, second, csv.split('\r\n')[3]].join('\n')).toContain(`"'=HYPERLINK(""x"")"`)
  expect(csv.split('\r\n')).toHaveLength(2_502)
})

it('refuses a cursor that it cannot have given', async () => {
  const client = await manager.as('auditor')
  for (const key of [1.5, 1e300, 'x', null]) {
    const cursor = Buffer.from(JSON.stringify(['-at', key])).toString('base64url')
    expect(await codeOf(client.call(listAuditEvents, { query: { cursor } }))).toBe('invalid_cursor')
    const revisions = Buffer.from(JSON.stringify(['-number', key])).toString('base64url')
    expect(await codeOf(client.call(listRevisions, { query: { cursor: revisions } }))).toBe('invalid_cursor')
  }
  const beyond = Buffer.from(JSON.stringify(['-number', Number.MAX_SAFE_INTEGER])).toString('base64url')
  expect((await client.call(listRevisions, { query: { cursor: beyond } })).items).toEqual([])
})

it('is not for everybody', async () => {
  const client = await manager.as('security-analyst')
  await expect(client.call(listAuditEvents)).rejects.toSatisfy(
    (error) => error instanceof AppError && error.code === 'forbidden',
  )
})
