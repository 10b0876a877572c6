/**
 * `pnpm bench engine [--rules FILE] [--trace FILE] [--rounds N] [--json]`: first match over ClassBench filters, ours against
 * DPDK's librte_acl, which is installed when missing and possible. FILE is plain or gzip; without one, all sets of
 * `02-rules-classbench` in the data folder (`FLOWGATE_DATA`, else `../shared/data`). Without a trace, 65,536 packets, each a
 * random place in a random filter.
 *
 * Like is compared with like: our call that takes many packets with the peer's vectors, 32 packets in a burst; our call that
 * takes one packet with the peer's bursts of one. All read packets from memory.
 *
 * One process for each engine; rounds in turn; medians of the ratios of a round. Every answer of every engine is compared
 * with a linear scan. Exit code 1 where one differs.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Filter } from '@flowgate/engine'
import { readFilters } from '../support/classbench-rules.ts'
import { namesIn, textOf } from '../support/files.ts'
import { encodeFilters, encodePackets } from './support/binary-files.ts'
import { anyOf, linearScan, readTrace, tracePicked } from './support/five-tuple-trace.ts'
import { librteVersion, setUpLibrteAcl } from './support/librte-acl.ts'
import { geomean, median, significant } from './support/numbers.ts'
import { dataFolder, roundsFrom, SEED, TRACE_PACKETS } from './support/settings.ts'
import { type Side, startSide } from './support/side.ts'

const { values } = parseArgs({
  options: {
    rules: { type: 'string' },
    trace: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
  },
})
const rounds = roundsFrom(values.rounds)

interface Figures {
  readonly ns: number
  readonly buildMs: number
  readonly bytes: number
}
interface OurFigures extends Figures {
  /** Packet by packet; `ns` is of a call for many. */
  readonly singleNs: number
  /** The first in its process; `buildMs` is the median of those after it. */
  readonly firstBuildMs: number
}
interface Engine {
  readonly name: string
  readonly mode: string
  readonly side: Side
  /** File with its answers. */
  readonly results: string
  readonly ns: number[]
}
interface Result {
  readonly rules: string
  readonly filters: number
  readonly packets: number
  readonly ours: OurFigures
  readonly peers: Readonly<Record<string, Figures>>
  /** Theirs over ours, by peer: above 1, ours is quicker, or smaller. Which of our calls is compared, `COUNTERPARTS` says. */
  readonly ratio: Readonly<Record<string, number>>
  readonly buildRatio: Readonly<Record<string, number>>
  readonly memoryRatio: Readonly<Record<string, number>>
  readonly mismatches: number
}

/** Our modes by the peer's: how many packets are handed over at a time. */
const COUNTERPARTS: Readonly<Record<string, string>> = { avx2: 'batch', scalar: 'single' }

const folder = mkdtempSync(join(tmpdir(), 'flowgate-bench-engine-'))
const peer = setUpLibrteAcl(folder)

const compare = async (path: string): Promise<Result> => {
  const filters = readFilters(textOf(path)).map(({ box }): Filter => {
    const [source, destination, sourcePorts, destinationPorts, protocols] = box
    return { source, destination, sourcePorts, destinationPorts, protocols }
  })
  const packets =
    values.trace === undefined
      ? tracePicked((next) => anyOf(filters, next), TRACE_PACKETS, SEED)
      : readTrace(readFileSync(values.trace, 'utf8'))
  const [filterFile, traceFile] = [join(folder, 'filters'), join(folder, 'trace')]
  writeFileSync(filterFile, encodeFilters(filters))
  writeFileSync(traceFile, encodePackets(packets))
  const expected = linearScan(filters, packets)

  const engines: Engine[] = []
  const start = async (
    names: Readonly<Record<string, string>>,
    command: readonly string[],
  ): Promise<void> => {
    const results = join(folder, `results-${Object.keys(names)[0]}`)
    const side = await startSide([...command, filterFile, traceFile, results])
    for (const [name, mode] of Object.entries(names)) engines.push({ name, mode, side, results, ns: [] })
  }
  const script = fileURLToPath(new URL('support/ours.ts', import.meta.url))
  await start({ ours_batch: 'batch', ours_single: 'single' }, [process.execPath, ...process.execArgv, script])
  if ('program' in peer) await start({ librte_acl_avx2: 'avx2', librte_acl_scalar: 'scalar' }, [peer.program])
  for (let i = 0; i < rounds; i += 1)
    for (const each of engines) each.ns.push(await each.side.pass(each.mode))
  for (const side of new Set(engines.map((each) => each.side))) await side.stop()

  let mismatches = 0
  for (const file of new Set(engines.map(({ results }) => results))) {
    const bytes = readFileSync(file)
    // Once for each of the side's two modes.
    for (let i = 0; i < packets.length * 2; i += 1)
      if (bytes.readInt32LE(i * 4) !== expected[i % packets.length]) mismatches += 1
  }
  const [ours, single, ...peers] = engines
  if (ours === undefined || single === undefined) throw new Error('no engine ran')
  const figures = ({ ns, side: { buildMs, bytes } }: Engine): Figures => ({
    ns: significant(median(ns)),
    buildMs: significant(buildMs),
    bytes,
  })
  const byPeer = <T>(value: (each: Engine) => T) =>
    Object.fromEntries(peers.map((each) => [each.name, value(each)]))
  const counterpart = ({ mode }: Engine): Engine => (COUNTERPARTS[mode] === single.mode ? single : ours)
  return {
    rules: basename(path),
    filters: filters.length,
    packets: packets.length,
    ours: {
      ...figures(ours),
      singleNs: significant(median(single.ns)),
      firstBuildMs: significant(ours.side.firstBuildMs),
    },
    peers: byPeer(figures),
    ratio: byPeer((peer) =>
      significant(median(peer.ns.map((theirs, i) => theirs / (counterpart(peer).ns[i] ?? Number.NaN)))),
    ),
    buildRatio: byPeer(({ side }) => significant(side.buildMs / ours.side.buildMs)),
    memoryRatio: byPeer(({ side }) => significant(side.bytes / ours.side.bytes)),
    mismatches,
  }
}

try {
  const sets = dataFolder('02-rules-classbench')
  const files =
    values.rules === undefined
      ? namesIn(sets)
          .map((name) => join(sets, name))
          .filter((path) => textOf(path).startsWith('@'))
      : [values.rules]
  if (files.length === 0) throw new Error(`no ClassBench set in \`${sets}\`; name one by --rules`)
  const results: Result[] = []
  for (const file of files) results.push(await compare(file))
  const [only] = results
  const ratios = (name: string) => results.map(({ ratio }) => ratio[name] ?? Number.NaN)
  const machine = {
    machine: `${cpus().length} x ${cpus()[0]?.model}`,
    node: process.versions.node,
    compared: {
      librte_acl_avx2: 'our call for many packets, their bursts of 32',
      librte_acl_scalar: 'our call for one packet, their bursts of one',
    },
    ...('program' in peer ? { dpdk: librteVersion() } : { peersMissing: peer.missing }),
  }
  const summary = (name: string) => ({ geomean: geomean(ratios(name)), worst: Math.min(...ratios(name)) })
  const whole =
    values.rules !== undefined && only !== undefined
      ? { ...only, ...machine }
      : {
          ...machine,
          sets: results,
          ...('program' in peer
            ? {
                ratio: {
                  librte_acl_avx2: summary('librte_acl_avx2'),
                  librte_acl_scalar: summary('librte_acl_scalar'),
                },
              }
            : {}),
          mismatches: results.reduce((sum, { mismatches }) => sum + mismatches, 0),
        }
  console.log(JSON.stringify(whole, null, values.json ? 0 : 2))
  if (whole.mismatches > 0) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
