import type { Client } from '@flowgate/shared'
import { startTestManager, type TestManager } from '../support/manager.ts'

/** Rows of acme in tests: enough for every application, state and scan. */
export const TEST_FLOWS = 20_000

export interface DemoManager extends TestManager {
  readonly admin: Client
}

/** The Manager with the demo estate, with fewer rows than the demo has; no live traffic. */
export const startDemoManager = async (flows = TEST_FLOWS): Promise<DemoManager> => {
  const manager = await startTestManager({
    prepare: async (deps) => {
      await deps.loadDemo(() => {}, { flows })
    },
    config: { demoEstate: 'all', demo: true },
    simulation: { traffic: false, spanFolder: null },
  })
  return { ...manager, admin: await manager.as('administrator') }
}
