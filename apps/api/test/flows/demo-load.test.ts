import { getMap, listFlows } from '@flowgate/shared'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'

let manager: TestManager | undefined
afterEach(() => manager?.close())

const QUIET = { simulation: { traffic: false, spanFolder: null } } as const

class Killed extends Error {}

describe('loading the demo estate', () => {
  it('that dies in the middle leaves nothing, and the next start loads all of it', {
    timeout: 120_000,
  }, async () => {
    const counts: number[] = []
    manager = await startTestManager({
      ...QUIET,
      config: { demo: true, demoEstate: 'acme' },
      prepare: async ({ base, loadDemo }) => {
        const killAt = async (text: string) => {
          await loadDemo(
            (message) => {
              if (message.includes(text)) throw new Killed()
            },
            { flows: 6_000 },
          ).catch((error: unknown) => {
            if (!(error instanceof Killed)) throw error
          })
          const { db } = base
          counts.push(
            await db.workload.count(),
            await db.revision.count(),
            await db.flow.count(),
            await db.auditEvent.count({
              where: { actorKind: 'system', objectKind: { in: ['demo', 'revision'] } },
            }),
          )
        }
        await killAt('workloads')
        await killAt('revision 1')
        await killAt('6000 flows')
        expect(counts).toEqual(Array(12).fill(0))
        expect(await loadDemo(() => {}, { flows: 6_000 })).toBe(true)
        expect(await loadDemo(() => {}, { flows: 6_000 })).toBe(false)
        expect(await base.db.workload.count()).toBe(120)
        expect(await base.db.revision.count()).toBe(1)
        expect(await base.db.flow.count()).toBe(6_000)
      },
    })
    const admin = await manager.as('administrator')
    expect((await admin.call(listFlows, { query: { limit: 1 } })).total).toBe(6_000)
  })

  it('leaves an installation alone that has anything in it', { timeout: 60_000 }, async () => {
    manager = await startTestManager({
      ...QUIET,
      config: { demo: true, demoEstate: 'boutique' },
      prepare: async ({ base, loadDemo }) => {
        await base.db.host.create({ data: { id: 'mine', name: 'mine' } })
        expect(await loadDemo(() => {})).toBe(false)
      },
    })
    expect(await manager.db.workload.count()).toBe(0)
  })

  it('can be Online Boutique alone, as recorded: 13 edges, 10,228 calls', { timeout: 60_000 }, async () => {
    manager = await startTestManager({
      ...QUIET,
      config: { demo: true, demoEstate: 'boutique' },
      prepare: async ({ loadDemo }) => {
        expect(await loadDemo(() => {})).toBe(true)
      },
    })
    const admin = await manager.as('administrator')
    const { edges, nodes } = await admin.call(getMap, { query: { level: 'workload' } })
    expect(edges).toHaveLength(13)
    expect(edges.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(10_228)
    expect(nodes.filter(({ kind }) => kind === 'workload')).toHaveLength(10)
  })
})
