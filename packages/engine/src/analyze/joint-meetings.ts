import type { EnforcementPoint } from '../compile/match-rule.ts'
import { type AlikeEnds, alikeEnds, columnsOf, type End, endsOf, type Tables } from './alike-ends.ts'
import type { JointRule } from './joint-world.ts'
import type { Work } from './work.ts'

/** Sources and destinations between which the same rules may match. */
export interface MeetingGroup {
  /** Numbers of the rules in order; null where nothing is enforced. One object where both ends have the same. */
  readonly out: readonly number[] | null
  readonly into: readonly number[] | null
  /** Points of two of the ends, for what their modes enforce; -1 = none. */
  readonly source: number
  readonly destination: number
  /** Ends, by their numbers in `FamilyEnds`: every source with every destination of each pair. */
  readonly pairs: EndPair[]
}

export interface EndPair {
  readonly sources: readonly number[]
  readonly destinations: readonly number[]
}

/** The ends of one IP version. */
export interface FamilyEnds {
  /** Per end: its address classes. */
  readonly sources: readonly (readonly number[])[]
  readonly destinations: readonly (readonly number[])[]
  /** The pairs of ends that a chosen rule meets (or all there are), when only the rules given play a part. */
  readonly meet: (rules: readonly number[], everything: boolean) => Iterable<MeetingGroup>
}
/**
 * The ends of all connections, and who meets whom. Of thousands of ends few are left when only some rules play a part: those
 * that none of the rules tells apart are looked at together. Rules that hold most ends are noted by their exceptions.
 *
 * @param modes for each point a number of its enforcement, 0 = none; equal numbers enforce alike
 * @param work where the rules that two ends are compared by count as steps
 */
export function familyEnds(
  tables: Tables,
  rules: readonly JointRule[],
  points: readonly EnforcementPoint[],
  modes: readonly number[],
  work: Work,
): readonly FamilyEnds[] {
  const sources = endsOf(tables, modes, tables.outboundRow, tables.sourceRow)
  const destinations = endsOf(tables, modes, tables.inboundRow, tables.destinationRow)
  return [4, 6].flatMap((family) => {
    const from = sources.filter((end) => end.family === family)
    const to = destinations.filter((end) => end.family === family)
    if (from.length === 0 || to.length === 0) return []
    const fromColumns = columnsOf(tables, rules.length, from)
    const toColumns = columnsOf(tables, rules.length, to)
    return [
      {
        sources: from.map(({ classes }) => classes),
        destinations: to.map(({ classes }) => classes),
        meet: (active, everything) => {
          const here = alikeEnds(tables, rules, active, from, fromColumns, 'in')
          const there = alikeEnds(tables, rules, active, to, toColumns, 'out')
          return meetingGroups(tables, rules, points, here, there, everything, work)
        },
      },
    ]
  })
}

/** Lists longer than this are hardly ever equal, and too long to be kept by the hundred thousand. */
const MOST_KEPT = 64

/** Where both ends have few rules in common, all pairs with the same ones are one group; others come one by one. */
function* meetingGroups(
  tables: Tables,
  rules: readonly JointRule[],
  points: readonly EnforcementPoint[],
  sources: readonly AlikeEnds[],
  destinations: readonly AlikeEnds[],
  everything: boolean,
  work: Work,
): Iterable<MeetingGroup> {
  const groups = new Map<string, MeetingGroup>()
  for (const source of sources) {
    for (const destination of destinations) {
      if (source.first.mode === 0 && destination.first.mode === 0) continue
      work.spend(1 + ((source.items.length + destination.items.length) >>> 1))
      const { out, into, changed } = commonItems(rules, source.items, destination.items)
      if (!changed && !everything) continue
      const atSource = source.first.mode === 0 ? null : out
      const atDestination = destination.first.mode === 0 ? null : into
      const pair = { sources: source.numbers, destinations: destination.numbers }
      const alike = atSource !== null && atDestination !== null && isSame(atSource, atDestination)
      const group = (): MeetingGroup => ({
        out: atSource,
        into: alike ? atSource : atDestination,
        source: atSource === null ? -1 : pointOf(tables, points, source.first),
        destination: atDestination === null ? -1 : pointOf(tables, points, destination.first),
        pairs: [pair],
      })
      if (out.length + into.length > MOST_KEPT) {
        yield group()
        continue
      }
      const key = `${source.first.mode} ${destination.first.mode} ${atSource?.join()} ${atDestination?.join()}`
      const known = groups.get(key)
      if (known === undefined) groups.set(key, group())
      else known.pairs.push(pair)
    }
  }
  yield* groups.values()
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false
  return true
}

/** The rules that have both ends, at either end where they apply. Both lists ascend. */
function commonItems(rules: readonly JointRule[], from: readonly number[], to: readonly number[]) {
  const out: number[] = []
  const into: number[] = []
  let changed = false
  for (let i = 0, j = 0; i < from.length && j < to.length; ) {
    const [a, b] = [from[i] as number, to[j] as number]
    if (a >>> 1 === b >>> 1) {
      const number = a >>> 1
      if ((a & 1) === 1) out.push(number)
      if ((b & 1) === 1) into.push(number)
      const rule = rules[number]
      changed ||= !(rule?.before === true && rule.after)
      i += 1
      j += 1
    } else if (a < b) i += 1
    else j += 1
  }
  return { out, into, changed }
}

const pointOf = ({ point }: Tables, points: readonly EnforcementPoint[], { classes }: End): number =>
  points[point[classes[0] ?? -1] ?? -1]?.number ?? -1
