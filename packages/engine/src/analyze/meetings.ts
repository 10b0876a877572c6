import type { EnforcementPoint } from '../compile/match-rule.ts'
import type { FastTables } from '../match/fast/compile.ts'

/** The two rows whose common rules may match at one end of a connection, and the vNIC there. */
export interface Enforcement {
  /** The number of the vNIC. */
  readonly point: number
  readonly near: number
  readonly far: number
}

/** How two ends meet the rules; null = nothing is enforced there. */
export interface Meeting {
  readonly out: Enforcement | null
  readonly into: Enforcement | null
  /** Equal for meetings at which every packet fares the same. */
  readonly key: string
  /** Address classes. */
  readonly source: number
  readonly destination: number
}

type Tables = Pick<
  FastTables,
  'point' | 'family' | 'outboundRow' | 'inboundRow' | 'sourceRow' | 'destinationRow'
>

/**
 * Every pair of address classes of one family, one of them at least borne by a vNIC.
 *
 * @param between by class, which sources and which destinations are asked about: what nobody asks about is not computed
 */
export function* meetings(
  { point, family, outboundRow, inboundRow, sourceRow, destinationRow }: Tables,
  points: readonly EnforcementPoint[],
  between: { readonly from: readonly boolean[]; readonly to: readonly boolean[] },
): Iterable<Meeting> {
  const modes = points.map(({ workload, selected }) => {
    if (workload.excluded || workload.mode === 'idle' || workload.mode === 'visibility') return null
    return workload.mode === 'full' ? 'full' : JSON.stringify(selected)
  })
  const end = (number: number, near: number, far: number): Enforcement | null =>
    (modes[number] ?? null) === null ? null : { point: number, near, far }
  const keyOf = (each: Enforcement | null): string =>
    each === null ? '-' : `${modes[each.point]} ${each.near} ${each.far}`
  for (let source = 0; source < point.length; source += 1) {
    if (between.from[source] !== true) continue
    for (let destination = 0; destination < point.length; destination += 1) {
      if (between.to[destination] !== true) continue
      if (family[source] !== family[destination]) continue
      if ((point[source] ?? -1) < 0 && (point[destination] ?? -1) < 0) continue
      const out = end(point[source] ?? -1, outboundRow[source] ?? 0, destinationRow[destination] ?? 0)
      const into = end(point[destination] ?? -1, inboundRow[destination] ?? 0, sourceRow[source] ?? 0)
      yield { key: `${keyOf(out)} | ${keyOf(into)}`, out, into, source, destination }
    }
  }
}
