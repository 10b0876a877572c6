/**
 * Our side of the group benchmark, in a process of its own (started with `--expose-gc`). As `ours.ts`, with a group policy
 * instead of filters and the lines `batch` and `single`; a result is 1 where the packet is let through at the source's vNIC, else 0.
 *
 *   ours-groups POLICY TRACE RESULTS
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import {
  allows,
  buildSnapshot,
  type Classifier,
  compileWorld,
  createPacketKey,
  type PacketColumns,
} from '@flowgate/engine'
import { PACKET_BYTES } from './binary-files.ts'
import { groupPolicyDocument, readGroupPolicy } from './group-policy.ts'

const WARM_UP = 20
/** After the first, which a process runs that has compiled nothing yet: half of them still are quicker from one to the next. */
const BUILDS = 9

const [, , policyFile = '', traceFile = '', resultFile = ''] = process.argv
const document = groupPolicyDocument(readGroupPolicy(policyFile))
const trace = readFileSync(traceFile)
const count = trace.length / PACKET_BYTES
const results = new Int32Array(count)

const packets: PacketColumns = {
  source: new Int32Array(count),
  destination: new Int32Array(count),
  sourcePort: new Uint16Array(count),
  destinationPort: new Uint16Array(count),
  protocol: new Uint8Array(count),
}
for (let i = 0; i < count; i += 1) {
  const at = i * PACKET_BYTES
  packets.protocol[i] = trace.readUInt8(at)
  packets.source[i] = trace.readInt32BE(at + 4)
  packets.destination[i] = trace.readInt32BE(at + 8)
  packets.sourcePort[i] = trace.readUInt16BE(at + 12)
  packets.destinationPort[i] = trace.readUInt16BE(at + 14)
}
const key = createPacketKey()
const decisions = new Int32Array(count)
const passes: Record<string, (classifier: Classifier) => void> = {
  batch: ({ decideAll }) => decideAll(packets, count, 'source', 0, decisions),
  single: ({ decide }) => {
    for (let i = 0; i < count; i += 1) {
      key.source3 = packets.source[i] as number
      key.destination3 = packets.destination[i] as number
      key.sourcePort = packets.sourcePort[i] as number
      key.destinationPort = packets.destinationPort[i] as number
      key.protocol = packets.protocol[i] as number
      decisions[i] = decide(key, 'source', 0)
    }
  },
}
const run = (mode: string, classifier: Classifier): void => {
  const pass = passes[mode]
  if (pass === undefined) throw new Error(`\`${mode}\` is no mode: ${Object.keys(passes).join(' or ')}`)
  pass(classifier)
}

const held = (): number => {
  // What one collection frees may have held more.
  for (let i = 0; i < 4; i += 1) globalThis.gc?.()
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
const first = build().ms
const times = Array.from({ length: BUILDS }, () => build().ms).sort((a, b) => a - b)
const before = held()
const snapshot = buildSnapshot(document)
const withSnapshot = held()
const classifier = compileWorld(snapshot)
classifier.decide(key, 'source', 0)
const after = held()
// The snapshot is what explains verdicts; the peer keeps nothing of the kind.
console.log(
  JSON.stringify({
    buildMs: times[BUILDS >> 1],
    firstBuildMs: first,
    bytes: after - withSnapshot,
    snapshotBytes: withSnapshot - before,
  }),
)

for (const mode of Object.keys(passes)) {
  decisions.fill(-1)
  for (let i = 0; i < WARM_UP; i += 1) run(mode, classifier)
  const allowed = decisions.map((decision) => (allows(decision) ? 1 : 0))
  if (mode !== 'batch' && allowed.some((each, i) => each !== results[i]))
    throw new Error(`${mode} decides otherwise than batch`)
  results.set(allowed)
}
writeFileSync(resultFile, results)
for await (const mode of createInterface({ input: process.stdin })) {
  const began = process.hrtime.bigint()
  run(mode, classifier)
  console.log(JSON.stringify({ ns: Number(process.hrtime.bigint() - began) / count }))
}
