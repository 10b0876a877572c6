import type { Worker } from 'node:worker_threads'
import { AppError } from '@flowgate/shared'
import { afterEach, expect, it } from 'vitest'
import { startWorker } from '../../src/platform/worker.ts'
import { createWorkerLane, type WorkerLane, type WorkerLaneOptions } from '../../src/platform/worker-lane.ts'

let started: Worker[] = []
let open: WorkerLane[] = []
afterEach(async () => {
  await Promise.all(open.map((lane) => lane.stop()))
  started = []
  open = []
})

const laneOf = (options: Partial<WorkerLaneOptions> = {}): WorkerLane => {
  const lane = createWorkerLane({
    name: 'work of a test',
    start: () => {
      const worker = startWorker(new URL('./lane.worker.ts', import.meta.url))
      started.push(worker)
      return worker
    },
    mostWaiting: 2,
    patienceMs: 60_000,
    idleMs: 60_000,
    revive: (failure) => new Error(String(failure)),
    onFault: () => {},
    ...options,
  })
  open.push(lane)
  return lane
}
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

it('starts no thread before there is work, and one for all of it', async () => {
  const lane = laneOf()
  expect(started).toHaveLength(0)
  const [one, other] = await Promise.all([lane.run('one'), lane.run('other')])
  expect([one, other]).toMatchObject([{ job: 'one' }, { job: 'other' }])
  expect(started).toHaveLength(1)
})

it('goes on after a job that failed', async () => {
  const lane = laneOf()
  await expect(lane.run('fail')).rejects.toThrow('Error: as asked')
  expect(await lane.run('next')).toMatchObject({ job: 'next' })
  expect(started).toHaveLength(1)
})

it('refuses more than may wait, at once', async () => {
  const lane = laneOf()
  const jobs = ['first', 'second', 'third'].map((job) => codeOf(lane.run(job)))
  expect(await codeOf(lane.run('fourth'))).toBe('rate_limited')
  expect(await Promise.all(jobs)).toEqual(['done', 'done', 'done'])
})

it('ends a thread that takes too long, and does the next job in a new one', async () => {
  const lane = laneOf({ patienceMs: 3_000 })
  const spinning = codeOf(lane.run('spin'))
  const next = lane.run('next')
  expect(await spinning).toBe('timed_out')
  expect(await next).toMatchObject({ job: 'next' })
  expect(started).toHaveLength(2)
})

it('lets a job that takes all memory end its own thread only', async () => {
  const start = () =>
    startWorker(new URL('./lane.worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    })
  const lane = laneOf({ start })
  expect(await codeOf(lane.run('hoard'))).toBe('internal')
  expect(await lane.run('next')).toMatchObject({ job: 'next' })
})

it('tells of a thread that ended, and does the next job in a new one', async () => {
  const lane = laneOf()
  const ending = codeOf(lane.run('exit'))
  const next = lane.run('next')
  expect(await ending).toBe('internal')
  expect(await next).toMatchObject({ job: 'next' })
})

it('ends a thread that has nothing to do', async () => {
  const lane = laneOf({ idleMs: 1 })
  const first = await lane.run('one')
  const [thread] = started
  await new Promise((resolve) => thread?.once('exit', resolve))
  const second = await lane.run('two')
  expect([first, second]).toMatchObject([{ job: 'one' }, { job: 'two' }])
  expect(started).toHaveLength(2)
})

it('hands buffers over instead of copying them', async () => {
  const bytes = new Uint8Array(10)
  expect(await laneOf().run(bytes, { handOver: [bytes.buffer] })).toBe(10)
  expect(bytes.length).toBe(0)
})

it('does not begin what nobody waits for any more', async () => {
  const lane = laneOf()
  const [gone, late] = [new AbortController(), new AbortController()]
  const first = lane.run('first', { signal: late.signal })
  const waiting = codeOf(lane.run('hang', { signal: gone.signal }))
  const last = lane.run('last')
  gone.abort()
  // Too late: it runs already.
  late.abort()
  expect(await waiting).toBe('bad_request')
  expect(await Promise.all([first, last])).toMatchObject([{ job: 'first' }, { job: 'last' }])
})

it('refuses what waits and what comes once it is stopped', async () => {
  const lane = laneOf()
  const running = codeOf(lane.run('hang'))
  const waiting = codeOf(lane.run('next'))
  await lane.stop()
  expect(await Promise.all([running, waiting, codeOf(lane.run('late'))])).toEqual(Array(3).fill('not_ready'))
})
