import type { EnforcementPoint } from '../compile/match-rule.ts'
import type { Snapshot } from '../compile/snapshot.ts'
import type { FastTables } from '../match/fast/compile.ts'
import { commonRules } from './row-sets.ts'

/** One policy set among the rules of a joint world. */
export interface Side {
  readonly settings: Snapshot['settings']
  readonly points: readonly EnforcementPoint[]
  /** Its rules are those from `first` up to `end`. */
  readonly first: number
  readonly end: number
}

/** One end of a connection where rules are enforced. */
export interface Enforcement {
  /** The number of the vNIC. */
  readonly point: number
  readonly candidates: readonly number[]
  /** Equal for ends at which every packet fares the same. */
  readonly signature: string
}

/** How two ends meet the rules; null = nothing is enforced there. */
export interface Meeting {
  readonly out: Enforcement | null
  readonly into: Enforcement | null
}

/**
 * Every pair of address classes of one family, one of them at least borne by a vNIC.
 *
 * @param between by class, which sources and which destinations are asked about: what nobody asks about is not computed
 */
export function* meetings(
  tables: FastTables,
  sides: readonly Side[],
  between: { readonly from: readonly boolean[]; readonly to: readonly boolean[] },
): Iterable<Meeting & { readonly key: string; readonly source: number; readonly destination: number }> {
  const common = new Int32Array(sides.at(-1)?.end ?? 0)
  const known = new Map<number, Pick<Enforcement, 'candidates' | 'signature'>>()
  const modes = (sides[0]?.points ?? []).map(({ workload, number }) => {
    if (workload.excluded || workload.mode === 'idle' || workload.mode === 'visibility') return null
    return workload.mode === 'full'
      ? 'full'
      : JSON.stringify(sides.map(({ points }) => points[number]?.selected))
  })
  const end = (point: number, near: number, far: number): Enforcement | null => {
    const mode = modes[point] ?? null
    if (mode === null) return null
    // Rows are offsets into one array of at most 2^26 words: the two fit one whole number.
    const rows = near * 2 ** 26 + far
    let found = known.get(rows)
    if (found === undefined) {
      const candidates = Array.from(common.subarray(0, commonRules(common, tables, near, far)))
      found = { candidates, signature: candidates.join() }
      known.set(rows, found)
    }
    return { point, candidates: found.candidates, signature: `${mode} ${found.signature}` }
  }
  const { point, family, outboundRow, inboundRow, sourceRow, destinationRow } = tables
  for (let source = 0; source < point.length; source += 1) {
    if (between.from[source] !== true) continue
    for (let destination = 0; destination < point.length; destination += 1) {
      if (between.to[destination] !== true) continue
      if (family[source] !== family[destination]) continue
      if ((point[source] ?? -1) < 0 && (point[destination] ?? -1) < 0) continue
      const out = end(point[source] ?? -1, outboundRow[source] ?? 0, destinationRow[destination] ?? 0)
      const into = end(point[destination] ?? -1, inboundRow[destination] ?? 0, sourceRow[source] ?? 0)
      yield { key: `${out?.signature} | ${into?.signature}`, out, into, source, destination }
    }
  }
}
