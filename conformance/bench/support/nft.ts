import { spawnSync } from 'node:child_process'
import { buildSnapshot, renderNftables, spanFor } from '@flowgate/engine'
import { type GroupPolicyFile, groupPolicyDocument } from './group-policy.ts'

const NAMESPACE = `flowgate-bench-${process.pid}`
const run = (args: readonly string[], input?: string) =>
  spawnSync('ip', args, { encoding: 'utf8', ...(input === undefined ? {} : { input }), maxBuffer: 2 ** 28 })

/**
 * How long the kernel takes to load the policy as we render it, milliseconds for each of `times` loads, in a network namespace
 * of its own.
 *
 * @returns why it cannot be measured, where it cannot
 */
export const nftLoads = (
  file: GroupPolicyFile,
  times: number,
): { readonly ms: readonly number[]; readonly bytes: number } | { readonly missing: string } => {
  if (process.getuid?.() !== 0 || spawnSync('nft', ['--version']).status !== 0)
    return { missing: 'nft -f needs root and nftables' }
  const snapshot = buildSnapshot(groupPolicyDocument(file))
  const { text } = renderNftables(spanFor(snapshot, 'h', { revision: 1, inventoryVersion: 1 }), {
    generation: 1,
    now: 0,
  })
  if (run(['netns', 'add', NAMESPACE]).status !== 0)
    return { missing: `cannot make the network namespace ${NAMESPACE}` }
  try {
    const ms = Array.from({ length: times }, () => {
      const began = performance.now()
      const { status, stderr } = run(['netns', 'exec', NAMESPACE, 'nft', '-f', '-'], text)
      if (status !== 0) throw new Error(`nft refused the ruleset: ${stderr.slice(0, 500)}`)
      return performance.now() - began
    })
    return { ms, bytes: text.length }
  } finally {
    run(['netns', 'delete', NAMESPACE])
  }
}
