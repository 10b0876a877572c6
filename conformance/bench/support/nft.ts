import { spawnSync } from 'node:child_process'
import { buildSnapshot, renderNftables, spanFor } from '@flowgate/engine'
import { type GroupPolicyFile, groupPolicyDocument } from './group-policy.ts'

const NAMESPACE = `flowgate-bench-${process.pid}`
const run = (args: readonly string[], input?: string, timeout?: number) =>
  spawnSync('ip', args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    killSignal: 'SIGKILL',
    ...(input === undefined ? {} : { input }),
    ...(timeout === undefined ? {} : { timeout }),
  })

export interface NftLoads {
  /** Of each load. */
  readonly ms: readonly number[]
  /** The last load was ended before it was done: it takes longer than that. */
  readonly unfinished: boolean
  readonly renderMs: number
  readonly bytes: number
}

/**
 * How long the kernel takes to load the policy as we render it, milliseconds for each of at most `times` loads, in a network
 * namespace of its own. No load begins after `mostMs`, and the first is ended then.
 *
 * @returns why it cannot be measured, where it cannot
 */
export const nftLoads = (
  file: GroupPolicyFile,
  times: number,
  mostMs: number,
): NftLoads | { readonly missing: string } => {
  if (process.getuid?.() !== 0 || spawnSync('nft', ['--version']).status !== 0)
    return { missing: 'nft -f needs root and nftables' }
  const snapshot = buildSnapshot(groupPolicyDocument(file))
  const renderBegan = performance.now()
  const { text } = renderNftables(spanFor(snapshot, 'h', { revision: 1, inventoryVersion: 1 }), {
    generation: 1,
    now: 0,
  })
  const renderMs = performance.now() - renderBegan
  if (run(['netns', 'add', NAMESPACE]).status !== 0)
    return { missing: `cannot make the network namespace ${NAMESPACE}` }
  try {
    const ms: number[] = []
    const began = performance.now()
    for (let i = 0; i < times && performance.now() - began < mostMs; i += 1) {
      const loadBegan = performance.now()
      const { status, signal, stderr } = run(['netns', 'exec', NAMESPACE, 'nft', '-f', '-'], text, mostMs)
      ms.push(performance.now() - loadBegan)
      if (signal !== null) return { ms, unfinished: true, renderMs, bytes: text.length }
      if (status !== 0) throw new Error(`nft refused the ruleset: ${stderr.slice(0, 500)}`)
    }
    return { ms, unfinished: false, renderMs, bytes: text.length }
  } finally {
    run(['netns', 'delete', NAMESPACE])
  }
}
