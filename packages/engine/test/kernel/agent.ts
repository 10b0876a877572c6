import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('agent.mjs', import.meta.url))

export type AgentEvent =
  | { readonly event: 'ready' | 'released' }
  /** How a probe ended, as its sender saw it. */
  | { readonly event: 'ended'; readonly id: number; readonly outcome: string }
  /** A word that arrived here. */
  | { readonly event: 'heard'; readonly word: string }

/** The process that sends and listens inside one workload's namespace. */
export interface Agent {
  readonly send: (command: { readonly op: string } & Readonly<Record<string, unknown>>) => void
  /** The next event of this kind. */
  readonly next: (event: AgentEvent['event']) => Promise<void>
  readonly stop: () => void
}

export function startAgent(
  namespace: string,
  listen: { readonly ports: readonly number[]; readonly addresses: readonly string[] },
  onEvent: (event: AgentEvent) => void,
): Agent {
  const child: ChildProcess = spawn(
    'ip',
    ['netns', 'exec', namespace, process.execPath, PROGRAM, JSON.stringify(listen)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const waiting: { event: string; resolve: () => void; reject: (error: Error) => void }[] = []
  let stopped = false
  child.on('exit', (code) => {
    if (stopped) return
    for (const { reject } of waiting.splice(0))
      reject(new Error(`the agent in ${namespace} ended with ${code}`))
  })
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event: AgentEvent = JSON.parse(line)
      for (const one of waiting.filter((each) => each.event === event.event)) {
        waiting.splice(waiting.indexOf(one), 1)
        one.resolve()
      }
      onEvent(event)
    })
  }
  return {
    send: (command) => {
      child.stdin?.write(`${JSON.stringify(command)}\n`)
    },
    next: (event) => new Promise((resolve, reject) => waiting.push({ event, resolve, reject })),
    stop: () => {
      stopped = true
      child.kill('SIGKILL')
    },
  }
}
