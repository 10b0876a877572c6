import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** One engine in a process of its own, built and ready to run through the trace. */
export interface Side {
  readonly buildMs: number
  /** Of the first build in its process, where the side builds more than once. */
  readonly firstBuildMs: number
  readonly bytes: number
  /** Of ours, what the snapshot holds that the classifier was compiled from. */
  readonly snapshotBytes: number | null
  /** Nanoseconds per packet of one pass over the trace. */
  readonly pass: (mode: string) => Promise<number>
  readonly stop: () => Promise<void>
}

/** @throws Error with what it said where it ends before it is ready */
export const startSide = async (command: readonly string[]): Promise<Side> => {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`${program} ended: ${said.trim()}`)
    return JSON.parse(value)
  }
  const { buildMs, firstBuildMs = buildMs, bytes, snapshotBytes } = await answer()
  return {
    buildMs: Number(buildMs),
    firstBuildMs: Number(firstBuildMs),
    bytes: Number(bytes),
    snapshotBytes: snapshotBytes === undefined ? null : Number(snapshotBytes),
    pass: async (mode) => {
      child.stdin.write(`${mode}\n`)
      return Number((await answer()).ns)
    },
    stop: async () => {
      child.stdin.end()
      await ended
    },
  }
}
