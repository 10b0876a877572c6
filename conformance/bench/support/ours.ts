/**
 * Our side of the benchmark, in a process of its own: as `peers/librte-acl.c`, with the same files and the same lines.
 *
 *   ours FILTERS TRACE RESULTS
 *
 * A line `single` asks for a pass packet by packet, any other for one in a single call. RESULTS: both passes' answers.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { compileFilters, createFilterClassifier, type FilterTables } from '@flowgate/engine'
import { decodeFilters, PACKET_BYTES } from './binary-files.ts'

/** Passes before the first measured one, for the compiler to have done its work. */
const WARM_UP = 60
const BUILDS = 5

const [, , filterFile = '', traceFile = '', resultFile = ''] = process.argv
const filters = decodeFilters(readFileSync(filterFile))
const trace = readFileSync(traceFile)
const count = trace.length / PACKET_BYTES
/** The first compilation is the one of a process that has just begun; what a Manager pays is a later one. */
const build = (): { readonly ms: number; readonly tables: FilterTables } => {
  const began = performance.now()
  const tables = compileFilters(filters)
  if (tables === null) throw new Error('the filters cross too much for tables')
  return { ms: performance.now() - began, tables }
}
const first = build()
const times = Array.from({ length: BUILDS }, () => build().ms).sort((a, b) => a - b)
console.log(
  JSON.stringify({
    buildMs: times[BUILDS >> 1],
    firstBuildMs: first.ms,
    bytes: first.tables.image.byteLength,
  }),
)

const { classify, classifyAll, block } = createFilterClassifier(first.tables, { capacity: count })
const { packets, into } = block
for (let i = 0; i < count; i += 1) {
  const at = i * PACKET_BYTES
  packets.protocol[i] = trace.readUInt8(at)
  packets.source[i] = trace.readInt32BE(at + 4)
  packets.destination[i] = trace.readInt32BE(at + 8)
  packets.sourcePort[i] = trace.readUInt16BE(at + 12)
  packets.destinationPort[i] = trace.readUInt16BE(at + 14)
}

/** As the peer's bursts. */
const batch = (): void => classifyAll(packets, count, into)
/** As the peer's bursts of one. */
const single = (): void => {
  const { source, destination, sourcePort, destinationPort, protocol } = packets
  for (let i = 0; i < count; i += 1)
    into[i] = classify(
      source[i] as number,
      destination[i] as number,
      sourcePort[i] as number,
      destinationPort[i] as number,
      protocol[i] as number,
    )
}
const answers = new Int32Array(2 * count)
for (const [i, pass] of [batch, single].entries()) {
  for (let round = 0; round < WARM_UP; round += 1) pass()
  answers.set(into, i * count)
}
writeFileSync(resultFile, answers)

for await (const line of createInterface({ input: process.stdin })) {
  const began = process.hrtime.bigint()
  if (line === 'single') single()
  else batch()
  const ns = Number(process.hrtime.bigint() - began) / count
  console.log(JSON.stringify({ ns }))
}
