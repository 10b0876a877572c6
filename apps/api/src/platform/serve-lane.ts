import type { MessagePort } from 'node:worker_threads'
import type { LaneJob, LaneReply } from './worker-lane.ts'

/** The thread's side of a lane: answers each job with what `work` makes of it, or with a description of why it failed. */
export const serveLane = (
  port: MessagePort,
  work: (job: unknown) => Promise<unknown>,
  describe: (error: unknown) => unknown,
): void => {
  const answer = (reply: LaneReply): void => port.postMessage(reply)
  port.on('message', ({ id, job }: LaneJob) => {
    work(job).then(
      (value) => answer({ id, ok: true, value }),
      (error: unknown) => answer({ id, ok: false, failure: describe(error) }),
    )
  })
}
