/**
 * `pnpm bench groups [--policy FILE] [--rounds N] [--json]`: a policy of groups, ours against librte_acl on its expansion into
 * pairs of addresses where those are at most 500,000, and against `nft -f` of our rendering of it, given up after three minutes.
 * Without a policy, all of `06-perf-groups` in the data folder (`FLOWGATE_DATA`, else `../shared/data`). Every verdict is compared with
 * librte_acl's; `mismatches` is null where that did not run.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { namesIn } from '../support/files.ts'
import { encodeFilters, encodePackets } from './support/binary-files.ts'
import { type FiveTuple, tracePicked } from './support/five-tuple-trace.ts'
import {
  expandedFilters,
  filterPicker,
  type GroupPolicyFile,
  readGroupPolicy,
} from './support/group-policy.ts'
import { setUpLibrteAcl } from './support/librte-acl.ts'
import { nftLoads } from './support/nft.ts'
import { median, significant } from './support/numbers.ts'
import { dataFolder, roundsFrom, SEED, TRACE_PACKETS } from './support/settings.ts'
import { startSide } from './support/side.ts'

const { values } = parseArgs({
  options: {
    policy: { type: 'string' },
    rounds: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
  },
})
const rounds = roundsFrom(values.rounds)

const MOST_FILTERS = 500_000
/** After this long a load into the kernel is given up. */
const MOST_NFT_MS = 180_000

/** What rules are about, half of it, and half between any two workloads, both as they come. */
const traceOf = (file: GroupPolicyFile): readonly FiveTuple[] => {
  const workloads = file.W.map(({ ip }) => ip >>> 0)
  const known = new Set(workloads)
  return tracePicked(filterPicker(file), TRACE_PACKETS, SEED).map((packet, i): FiveTuple => {
    // Sources are workloads, so that a vNIC decides.
    const source = known.has(packet[0]) ? packet[0] : (workloads[(i * 7919) % workloads.length] ?? 0)
    const destination = i % 2 === 0 ? packet[1] : (workloads[(i * 104_729) % workloads.length] ?? 0)
    return [source, destination, packet[2], packet[3], packet[4]]
  })
}

const folder = mkdtempSync(join(tmpdir(), 'flowgate-bench-groups-'))
const peer = setUpLibrteAcl(folder)

const compare = async (path: string) => {
  const file = readGroupPolicy(path)
  const { count, filters, ruleOf } = expandedFilters(file, MOST_FILTERS)
  const [filterFile, traceFile] = [join(folder, 'filters'), join(folder, 'trace')]
  writeFileSync(traceFile, encodePackets(traceOf(file)))
  const results = { ours: join(folder, 'ours'), librte: join(folder, 'librte') }
  const script = fileURLToPath(new URL('support/ours-groups.ts', import.meta.url))
  const ours = await startSide([
    process.execPath,
    '--expose-gc',
    ...process.execArgv,
    script,
    path,
    traceFile,
    results.ours,
  ])
  const expands = 'program' in peer && filters.length > 0
  if (expands) writeFileSync(filterFile, encodeFilters(filters))
  const librte = expands ? await startSide([peer.program, filterFile, traceFile, results.librte]) : null
  const ns = { batch: [] as number[], single: [] as number[], librte: [] as number[] }
  for (let i = 0; i < rounds; i += 1) {
    ns.batch.push(await ours.pass('batch'))
    ns.single.push(await ours.pass('single'))
    if (librte !== null) ns.librte.push(await librte.pass('avx2'))
  }
  await ours.stop()
  await librte?.stop()

  const ratioTo = (mine: readonly number[]): number =>
    significant(median(ns.librte.map((theirs, i) => theirs / (mine[i] ?? Number.NaN))))

  let mismatches: number | null = null
  if (librte !== null) {
    mismatches = 0
    const [mine, theirs] = [readFileSync(results.ours), readFileSync(results.librte)]
    for (let at = 0; at < mine.length; at += 4) {
      const filter = theirs.readInt32LE(at)
      const allowed = filter >= 0 && file.R[ruleOf[filter] ?? -1]?.a === 1
      if ((mine.readInt32LE(at) === 1) !== allowed) mismatches += 1
    }
  }
  const nft = nftLoads(file, 3, MOST_NFT_MS)
  return {
    policy: basename(path),
    workloads: file.W.length,
    rules: file.R.length,
    expandedFilters: count,
    ours: {
      ns: significant(median(ns.batch)),
      nsOneByOne: significant(median(ns.single)),
      buildMs: significant(ours.buildMs),
      firstBuildMs: significant(ours.firstBuildMs),
      bytes: ours.bytes,
      snapshotBytes: ours.snapshotBytes,
    },
    librte_acl_avx2:
      librte === null
        ? { missing: 'program' in peer ? `above ${MOST_FILTERS} filters` : peer.missing }
        : { ns: significant(median(ns.librte)), buildMs: significant(librte.buildMs), bytes: librte.bytes },
    nft:
      'missing' in nft
        ? nft
        : {
            loadMs: significant(median(nft.ms)),
            // Ended by us: it takes longer, and so the ratio is larger.
            unfinished: nft.unfinished,
            renderMs: significant(nft.renderMs),
            bytes: nft.bytes,
          },
    ratio: {
      ...(librte === null
        ? {}
        : {
            lookup: ratioTo(ns.batch),
            lookupOneByOne: ratioTo(ns.single),
            build: significant(librte.buildMs / ours.buildMs),
            memory: significant(librte.bytes / ours.bytes),
          }),
      ...('missing' in nft ? {} : { nftLoadToCompile: significant(median(nft.ms) / ours.buildMs) }),
    },
    mismatches,
  }
}

try {
  const sets = dataFolder('06-perf-groups')
  const files =
    values.policy === undefined
      ? namesIn(sets).flatMap((name) => (/\.json(\.gz)?$/.test(name) ? [join(sets, name)] : []))
      : [values.policy]
  if (files.length === 0) throw new Error(`no policy in \`${sets}\`; name one by --policy`)
  const policies: Awaited<ReturnType<typeof compare>>[] = []
  for (const file of files) policies.push(await compare(file))
  console.log(JSON.stringify({ policies }, null, values.json ? 0 : 2))
  if (policies.some(({ mismatches }) => mismatches !== null && mismatches > 0)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
