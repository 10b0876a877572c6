import { once } from 'node:events'
import { expect, it } from 'vitest'
import { startWorker } from '../../src/platform/worker.ts'

it('starts a worker from its TypeScript source, imports and all', async () => {
  const worker = startWorker(new URL('./echo.worker.ts', import.meta.url), { workerData: 'hello' })
  expect(await once(worker, 'message')).toEqual([{ given: 'hello', imported: 2 }])
  await worker.terminate()
})
