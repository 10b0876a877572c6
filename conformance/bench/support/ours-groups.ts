/**
 * Our side of the group benchmark, in a process of its own (started with `--expose-gc`). As `ours.ts`, with a group policy
 * instead of filters; a result is 1 where the packet is let through at the source's vNIC, else 0.
 *
 *   ours-groups POLICY TRACE RESULTS
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { allows, buildSnapshot, type Classifier, compileWorld, createPacketKey } from '@flowgate/engine'
import { PACKET_BYTES } from './binary-files.ts'
import { groupPolicyDocument, readGroupPolicy } from './group-policy.ts'

const WARM_UP = 20
const BUILDS = 5

const [, , policyFile = '', traceFile = '', resultFile = ''] = process.argv
const document = groupPolicyDocument(readGroupPolicy(policyFile))
const trace = readFileSync(traceFile)
const count = trace.length / PACKET_BYTES
const results = new Int32Array(count)

const fields = new Int32Array(count * 5)
for (let i = 0; i < count; i += 1) {
  const at = i * PACKET_BYTES
  fields[i * 5] = trace.readInt32BE(at + 4)
  fields[i * 5 + 1] = trace.readInt32BE(at + 8)
  fields[i * 5 + 2] = trace.readUInt16BE(at + 12)
  fields[i * 5 + 3] = trace.readUInt16BE(at + 14)
  fields[i * 5 + 4] = trace.readUInt8(at)
}
const key = createPacketKey()
const pass = ({ decide }: Classifier): void => {
  for (let i = 0; i < count; i += 1) {
    const at = i * 5
    key.source3 = fields[at] as number
    key.destination3 = fields[at + 1] as number
    key.sourcePort = fields[at + 2] as number
    key.destinationPort = fields[at + 3] as number
    key.protocol = fields[at + 4] as number
    results[i] = allows(decide(key, 'source', 0)) ? 1 : 0
  }
}

const held = (): number => {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
/** From a document that has been read to a classifier that has decided once: it compiles when first asked. */
const build = (): { readonly ms: number; readonly classifier: Classifier } => {
  const began = performance.now()
  const classifier = compileWorld(buildSnapshot(document))
  classifier.decide(key, 'source', 0)
  return { ms: performance.now() - began, classifier }
}
// Twice: what the first collection frees may hold more.
held()
const before = held()
const { classifier } = build()
const bytes = held() - before
const times = Array.from({ length: BUILDS }, () => build().ms).sort((a, b) => a - b)
console.log(JSON.stringify({ buildMs: times[BUILDS >> 1], bytes }))

for (let i = 0; i < WARM_UP; i += 1) pass(classifier)
writeFileSync(resultFile, results)
for await (const _line of createInterface({ input: process.stdin })) {
  const began = process.hrtime.bigint()
  pass(classifier)
  console.log(JSON.stringify({ ns: Number(process.hrtime.bigint() - began) / count }))
}
