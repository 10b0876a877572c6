import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDraftQueries } from '../../src/features/drafts/draft-queries.ts'
import { createDraftPublisher } from '../../src/features/drafts/drafts.publish.ts'
import { createPublishing } from '../../src/features/drafts/publishing.ts'
import { createPolicyStore } from '../../src/features/drafts/store.read-model.ts'
import { createInventoryReadModel } from '../../src/features/inventory/inventory.read-model.ts'
import type { Actor } from '../../src/http/actor.ts'
import { systemActor } from '../../src/http/actor.ts'
import type { Db } from '../../src/platform/db.ts'
import { createPrisma } from '../../src/platform/prisma/client.ts'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { steps } from '../support/policy-steps.ts'
import { applySmallEstate } from '../support/small-estate.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager()
  await applySmallEstate(await manager.as('administrator'))
}, 60_000)
afterAll(() => manager.close())

const VICTIM = 'flowgate-victim'

/**
 * A Manager's publisher whose database connections are ended by the server right before their n-th statement, as they
 * would be if the process were killed there.
 */
const victim = (n: number) => {
  let count = 0
  const { connectionString } = manager.deps.base.pool.options
  const pool = new pg.Pool({ connectionString, application_name: VICTIM, max: 4 })
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    const query = client.query.bind(client)
    Object.assign(client, {
      query: async (...args: unknown[]) => {
        count += 1
        if (count === n) {
          await manager.db
            .$queryRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ${VICTIM} AND datname = current_database()`
        }
        return Reflect.apply(query, client, args)
      },
    })
  })
  const db: Db = createPrisma(pool)
  const base = { ...manager.deps.base, db }
  const store = createPolicyStore(base)
  const inventory = createInventoryReadModel(base)
  const publishing = createPublishing({ ...base, store, announceWanted: async () => {} })
  const queries = createDraftQueries({ ...base, store, inventory })
  const publisher = createDraftPublisher({ ...base, store, inventory, queries, publishing })
  return {
    publish: (draftId: string, actor: Actor) => publisher.publish(draftId, { note: '' }, actor),
    survived: () => count < n,
    close: async () => {
      await db.$disconnect()
      await pool.end()
    },
  }
}

const everything = async () => ({
  revisions: await manager.db.revision.findMany({ orderBy: { number: 'asc' } }),
  versions: await manager.db.policyObjectVersion.findMany({
    orderBy: [{ kind: 'asc' }, { id: 'asc' }, { fromRevision: 'asc' }],
  }),
  drafts: await manager.db.draft.findMany({ orderBy: { id: 'asc' } }),
  changes: await manager.db.draftChange.findMany({ orderBy: [{ kind: 'asc' }, { id: 'asc' }] }),
  published: await manager.db.auditEvent.count({ where: { action: 'revision.published' } }),
})

it('leaves nothing of a publish that is cut off, at whichever statement, and all of one that is not', async () => {
  const author = steps(await manager.as('security-administrator'))
  await author.policy('p', ['one'])
  await author.publish()
  await author.group('a', { members: { workloads: ['vm-123'] } })
  await author.policy('q', ['two', 'three'])
  const { id } = await author.draft()
  const before = await everything()

  let cuts = 0
  for (let n = 1; n < 200; n += 1) {
    const killed = victim(n)
    try {
      const result = await killed.publish(id, systemActor()).catch(() => null)
      if (result !== null && killed.survived()) break
      expect(result).toBeNull()
      cuts += 1
      expect(await everything()).toEqual(before)
    } finally {
      await killed.close()
    }
  }
  expect(cuts).toBeGreaterThan(15)
  const after = await everything()
  expect(after.revisions.map(({ number }) => number)).toEqual([1, 2])
  expect(after.changes.length).toBe(before.changes.length)
  expect(after.published).toBe(before.published + 1)
  expect(after.versions.filter(({ fromRevision }) => fromRevision === 2).map((row) => row.id)).toEqual([
    'a',
    'q',
    'q-1',
    'q-2',
  ])
}, 120_000)
