/**
 * Our side of the benchmark, in a process of its own: as `peers/librte-acl.c`, with the same files and the same lines.
 *
 *   ours FILTERS TRACE RESULTS
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { compileFilters, createFilterClassifier } from '@flowgate/engine'
import { decodeFilters, PACKET_BYTES } from './binary-files.ts'

/** Passes before the first measured one, for the compiler to have done its work. */
const WARM_UP = 60
/** The first compilation runs in an interpreter; what a Manager pays is a later one. */
const BUILDS = 5

const [, , filterFile = '', traceFile = '', resultFile = ''] = process.argv
const filters = decodeFilters(readFileSync(filterFile))
const trace = readFileSync(traceFile)
const count = trace.length / PACKET_BYTES
const packets = {
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

const times: number[] = []
let tables = compileFilters(filters)
for (let build = 0; build < BUILDS; build += 1) {
  const began = performance.now()
  tables = compileFilters(filters)
  times.push(performance.now() - began)
}
if (tables === null) throw new Error('the filters cross too much for tables')
const buildMs = times.sort((a, b) => a - b)[BUILDS >> 1]
console.log(JSON.stringify({ buildMs, bytes: tables.words.byteLength + tables.halves.byteLength }))

const { classifyAll } = createFilterClassifier(tables)
const results = new Int32Array(count)
for (let pass = 0; pass < WARM_UP; pass += 1) classifyAll(packets, count, results)
writeFileSync(resultFile, results)

for await (const _line of createInterface({ input: process.stdin })) {
  const began = process.hrtime.bigint()
  classifyAll(packets, count, results)
  const ns = Number(process.hrtime.bigint() - began) / count
  console.log(JSON.stringify({ ns }))
}
