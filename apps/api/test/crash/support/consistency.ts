import { listFleet } from '@flowgate/shared'
import { expect } from 'vitest'
import { createPolicyStore } from '../../../src/features/drafts/store.read-model.ts'
import type { Prisma } from '../../../src/platform/prisma/client.ts'
import type { Installation } from './installation.ts'
import { pause } from './kills.ts'

const count = async (db: Prisma, query: string): Promise<number> =>
  Number((await db.$queryRawUnsafe<{ n: bigint }[]>(`SELECT count(*) AS n FROM ${query}`))[0]?.n)

/** Nothing that a transaction may have left half-done: what every test looks at after every kill. */
export const expectWholeDatabase = (installation: Installation): Promise<void> =>
  installation.inDatabase(async (db, pool) => {
    const store = createPolicyStore({ db, pool })
    const revisions = await db.revision.findMany({ orderBy: { number: 'asc' } })
    expect(revisions.map(({ number }) => number)).toEqual(revisions.map((_, index) => index + 1))
    for (const { number, hash, parent, counts } of revisions) {
      const content = await store.revision(number)
      expect(content.hash).toBe(hash)
      expect(parent).toBe(number === 1 ? null : number - 1)
      expect(counts).toMatchObject({ groups: content.all('group').size, rules: content.all('rule').size })
    }
    const head = revisions.length
    const odd = {
      'object versions of revisions that do not exist': `"PolicyObjectVersion" WHERE "fromRevision" > ${head} OR "toRevision" > ${head}`,
      'object versions that end before they begin':
        '"PolicyObjectVersion" WHERE "toRevision" <= "fromRevision"',
      'objects with two current versions':
        '(SELECT 1 FROM "PolicyObjectVersion" WHERE "toRevision" IS NULL GROUP BY kind, id HAVING count(*) > 1) AS twice',
      'open drafts that are current twice': `(SELECT 1 FROM "Draft" WHERE "current" AND status = 'open' GROUP BY "ownerId" HAVING count(*) > 1) AS twice`,
      'edits of drafts without their changes': `"DraftEdit" AS e JOIN "Draft" AS d ON d.id = e."draftId" WHERE d.status = 'open' AND NOT e.undone
           AND NOT EXISTS (SELECT 1 FROM "DraftChange" AS c WHERE c."draftId" = d.id)`,
      'flows of imports that are not done': `"Flow" AS f LEFT JOIN "FlowImport" AS i ON i.id = f."importId"
           WHERE f."importId" IS NOT NULL AND i.status IS DISTINCT FROM 'done'`,
      'imports without all their flows': `"FlowImport" AS i WHERE status = 'done' AND flows <> (SELECT count(*) FROM "Flow" AS f WHERE f."importId" = i.id)`,
    }
    for (const [what, query] of Object.entries(odd)) expect([what, await count(db, query)]).toEqual([what, 0])
    const published = await db.auditEvent.count({ where: { action: 'revision.published' } })
    expect(published).toBe(head)
  })

const REALIZE_MS = 30_000

/** Every host runs the newest revision, soon. */
export const expectRealized = async (installation: Installation, revision: number): Promise<void> => {
  const until = Date.now() + REALIZE_MS
  for (;;) {
    const { items } = await installation.client().call(listFleet, { query: { limit: 500 } })
    const states = items.map((host) => ({
      host: host.id,
      wanted: host.wantedRevision,
      realized: host.realizedRevision,
      realization: host.realization,
    }))
    const wanted = items.map(({ id }) => ({
      host: id,
      wanted: revision,
      realized: revision,
      realization: 'realized',
    }))
    if (JSON.stringify(states) === JSON.stringify(wanted)) return
    if (Date.now() > until) return void expect(states).toEqual(wanted)
    await pause(20)
  }
}
