/**
 * `pnpm bench flows [RECORDS]`: flow records read and added up in a second of CPU, each format against readline and split (or
 * JSON.parse), and VPC logs against mawk where it is installed. One process for each side of each round, sides in turn,
 * medians; prints JSON. Sides must find the same rows and bytes.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FLOW_FORMATS, type FlowFormat } from '../src/index.ts'
import { makeFile } from './flows-data.ts'
import { type Found, mawk, naive, ours } from './flows-sides.ts'

const ROUNDS = 5

const isFormat = (text: string): text is FlowFormat => FLOW_FORMATS.some((format) => format === text)

const inOwnProcess = (side: string, format: FlowFormat, file: string): Found => {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), '--side', side, format, file]
  const run = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`${side} failed on ${format}: ${run.stderr}`)
  return JSON.parse(run.stdout)
}

const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN

const compare = (format: FlowFormat, folder: string, records: number) => {
  const file = join(folder, format)
  writeFileSync(file, makeFile(format, records))
  const times: { ours: number[]; naive: number[]; mawk: number[] } = { ours: [], naive: [], mawk: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    const mine = inOwnProcess('ours', format, file)
    const theirs = inOwnProcess('naive', format, file)
    const peers = [theirs, format === 'vpc' ? mawk(file) : null].filter((found) => found !== null)
    for (const peer of peers) {
      if (peer.rows !== mine.rows || peer.bytes !== mine.bytes) {
        throw new Error(
          `${format}: ${mine.rows} rows, ${mine.bytes} bytes against ${peer.rows} rows, ${peer.bytes} bytes`,
        )
      }
    }
    times.ours.push(mine.milliseconds)
    times.naive.push(theirs.milliseconds)
    if (peers[1] !== undefined) times.mawk.push(peers[1].milliseconds)
  }
  const perSecond = (list: readonly number[]): number => Math.round(records / (median(list) / 1000))
  const ratio = (peer: readonly number[]): number =>
    Number(median(peer.map((time, round) => time / (times.ours[round] ?? Number.NaN))).toFixed(2))
  return {
    format,
    recordsPerSecond: {
      flowgate: perSecond(times.ours),
      naive: perSecond(times.naive),
      mawk: times.mawk.length > 0 ? perSecond(times.mawk) : null,
    },
    ratio: { naive: ratio(times.naive), mawk: times.mawk.length > 0 ? ratio(times.mawk) : null },
  }
}

const [first, side, format, file] = process.argv.slice(2)
if (first === '--side' && format !== undefined && isFormat(format) && file !== undefined) {
  console.log(JSON.stringify(side === 'ours' ? ours(format, file) : await naive(format, file)))
} else {
  const records = first === undefined ? 500_000 : Number(first)
  if (!Number.isSafeInteger(records) || records < 1)
    throw new RangeError(`RECORDS is \`${first}\`, expected a positive number`)
  const folder = mkdtempSync(join(tmpdir(), 'flowgate-bench-'))
  try {
    const results = FLOW_FORMATS.map((each) => compare(each, folder, records))
    console.log(
      JSON.stringify({ bench: 'flows', node: process.version, records, rounds: ROUNDS, results }, null, 2),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
