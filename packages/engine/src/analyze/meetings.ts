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
  readonly source: MeetingEnd
  readonly destination: MeetingEnd
}

/** Address classes that no rule tells apart. */
export interface MeetingEnd {
  readonly number: number
  readonly classes: number[]
}

type Tables = Pick<
  FastTables,
  'point' | 'family' | 'outboundRow' | 'inboundRow' | 'sourceRow' | 'destinationRow'
>

/**
 * Every pair of ends of one family, one of them at least borne by vNICs.
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
  const ends = (asked: readonly boolean[], nearRows: Int32Array, farRows: Int32Array): readonly End[] => {
    const byRows = new Map<string, End>()
    for (let number = 0; number < point.length; number += 1) {
      if (asked[number] !== true) continue
      const own = point[number] ?? -1
      const mode = modes[own] ?? null
      const [near, far] = [mode === null ? 0 : (nearRows[number] ?? 0), farRows[number] ?? 0]
      const key = `${family[number]} ${own >= 0} ${mode} ${near} ${far}`
      const known = byRows.get(key)
      if (known !== undefined) known.classes.push(number)
      else {
        const end = { family: family[number] ?? 4, isBorne: own >= 0, mode, point: own, near, far }
        byRows.set(key, { ...end, number: byRows.size, classes: [number] })
      }
    }
    return [...byRows.values()]
  }
  const enforcement = ({ mode, point: own, near }: End, { far }: End): Enforcement | null =>
    mode === null ? null : { point: own, near, far }
  const keyOf = (each: Enforcement | null, { mode }: End): string =>
    each === null ? '-' : `${mode} ${each.near} ${each.far}`
  const destinations = ends(between.to, inboundRow, destinationRow)
  for (const source of ends(between.from, outboundRow, sourceRow)) {
    for (const destination of destinations) {
      if (source.family !== destination.family || !(source.isBorne || destination.isBorne)) continue
      const out = enforcement(source, destination)
      const into = enforcement(destination, source)
      yield { key: `${keyOf(out, source)} | ${keyOf(into, destination)}`, out, into, source, destination }
    }
  }
}

interface End extends MeetingEnd {
  readonly family: number
  readonly isBorne: boolean
  /** What is enforced; null = nothing. */
  readonly mode: string | null
  readonly point: number
  readonly near: number
  readonly far: number
}
