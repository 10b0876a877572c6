import { parentPort, threadId } from 'node:worker_threads'
import { serveLane } from '../../src/platform/serve-lane.ts'

/** Does what the job says: answer, fail, never answer, or end the thread. */
const work = async (job: unknown): Promise<unknown> => {
  if (job === 'fail') throw new Error('as asked')
  if (job === 'hang') return new Promise(() => {})
  if (job === 'spin') for (;;) Math.random()
  // Link by link: a thread is ended between allocations, and one that takes much at a time may end the process first.
  if (job === 'hoard') for (let all: unknown = null; ; ) all = { all }
  if (job === 'exit') process.exit(3)
  if (job instanceof Uint8Array) return job.length
  return { job, threadId }
}

if (parentPort !== null) serveLane(parentPort, work, (error) => String(error))
