/**
 * `pnpm bench scale [RULES WORKLOADS]`: compile of a large policy of groups, from the document to a classifier that has decided,
 * and what it holds (goal G8: 100,000 rules over 20,000 workloads in 2 s and 150 MB). Prints JSON.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { buildSnapshot, compileWorld, createPacketKey, type Snapshot } from '../src/index.ts'
import { groupDocument } from './group-document.ts'

const ROUNDS = 5
const [rules = 100_000, workloads = 20_000] = process.argv.slice(2).map(Number)

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const heldMegabytes = (): number => {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

const { document } = groupDocument(rules, workloads)
const key = createPacketKey()
const compile = (): {
  readonly snapshotMs: number
  readonly ms: number
  readonly kept: readonly unknown[]
} => {
  const began = performance.now()
  const snapshot: Snapshot = buildSnapshot(document)
  const snapshotMs = performance.now() - began
  const classifier = compileWorld(snapshot)
  classifier.decide(key, 'source', 0)
  return { snapshotMs, ms: performance.now() - began, kept: [snapshot, classifier] }
}

// Twice: what the first collection frees may hold more.
heldMegabytes()
const before = heldMegabytes()
const first = compile()
const held = heldMegabytes() - before
const runs = Array.from({ length: ROUNDS }, () => {
  collect()
  const { ms, snapshotMs } = compile()
  return { ms, snapshotMs }
}).sort((a, b) => a.ms - b.ms)
const median = runs[ROUNDS >> 1]
console.log(
  JSON.stringify(
    {
      rules,
      workloads,
      groups: document.groups.length,
      compileMs: Math.round(median?.ms ?? Number.NaN),
      ofThatSnapshotMs: Math.round(median?.snapshotMs ?? Number.NaN),
      firstCompileMs: Math.round(first.ms),
      heldMB: Number(held.toFixed(1)),
      targets: { compileMs: 2_000, heldMB: 150 },
      kept: first.kept.length,
    },
    null,
    2,
  ),
)
