import type { Snapshot } from '../compile/snapshot.ts'
import { type Bitset, emptyBitset, orInto } from '../resolve/bitset.ts'
import { type Connection, describeAtoms } from './connections.ts'
import type { ObjectRef } from './lint-finding.ts'
import { type Passage, type Passages, passages } from './passages.ts'
import { smallestCover } from './smallest-cover.ts'
import { createWork, MOST_STEPS, type Work } from './work.ts'

/** A workload that can be reached, and how. */
export interface ReachedWorkload {
  readonly workload: string
  /** 1 = directly. */
  readonly hops: number
  /** The workload before it on a shortest way. */
  readonly through: string
  /** What may pass on the last hop, and the rules that let it. */
  readonly connections: 'all' | readonly Connection[]
  readonly rules: readonly ObjectRef[]
}

/** The fewest rules to turn from `allow` to `drop`. */
export interface RuleCut {
  /** Null where no rules are enough: `without` is a way that no rule allows (default rule, enforcement mode). */
  readonly rules: readonly ObjectRef[] | null
  /** Workloads along such a way. */
  readonly without: readonly string[] | null
  /** No cut has fewer rules than this; the cut is the smallest where it has as many. */
  readonly atLeast: number
}

export interface BlastRadius {
  readonly from: string
  /** By hops, then by id. */
  readonly reached: readonly ReachedWorkload[]
  /** Cuts `from` off the target, or off everything where none is named. */
  readonly cut: RuleCut
}

/**
 * How far somebody gets who holds a workload, hop by hop, and the fewest rules whose change stops it. Exact over addresses and
 * services; a condition (application, user, process, name, schedule) counts as one that may hold, and may not. Traffic through
 * hosts outside the inventory is not followed.
 *
 * @param to the workload to be cut off; without it, every other one
 * @param work counts the steps
 * @throws RangeError where a workload does not exist, too many conditions meet, or there is more to do than `work` lets
 */
export function blastRadius(
  snapshot: Snapshot,
  from: string,
  { to }: { readonly to?: string } = {},
  work = createWork(MOST_STEPS),
): BlastRadius {
  const graph = passages(snapshot, work)
  for (const id of [from, ...(to === undefined ? [] : [to])])
    if (!graph.workloads.includes(id)) throw new RangeError(`there is no workload \`${id}\``)
  const refs = (numbers: Iterable<number>): readonly ObjectRef[] =>
    [...numbers].flatMap((number) => {
      const rule = snapshot.rules[number]
      return rule === undefined ? [] : [{ kind: 'rule' as const, id: rule.id }]
    })
  const reached = search(graph, from, new Set(), null)
  return {
    from,
    reached: [...reached.values()]
      .map(({ workload, hops, through, passing }) => ({
        workload,
        hops,
        through,
        connections: describeAtoms(graph.atoms, piecesOf(graph, passing)),
        rules: refs([...new Set(passing.flatMap(({ rules }) => rules))].sort((a, b) => a - b)),
      }))
      .sort((a, b) => a.hops - b.hops || (a.workload < b.workload ? -1 : 1)),
    cut: fewestRules(graph, from, to ?? null, refs, work),
  }
}

interface Step {
  readonly workload: string
  readonly hops: number
  readonly through: string
  readonly passing: readonly Passage[]
}

/** Breadth first over what passes without the rules in `gone`; stops at the target where there is one. */
function search(
  graph: Passages,
  from: string,
  gone: ReadonlySet<number>,
  target: string | 'any' | null,
): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>()
  let open = graph.workloads.filter((id) => id !== from)
  let frontier: readonly string[] = [from]
  for (let hops = 1; frontier.length > 0; hops += 1) {
    const next: string[] = []
    for (const through of frontier) {
      const left: string[] = []
      for (const workload of open) {
        const passing = graph
          .between(through, workload)
          .filter(({ rules }) => !rules.some((rule) => gone.has(rule)))
        if (passing.length === 0) {
          left.push(workload)
          continue
        }
        steps.set(workload, { workload, hops, through, passing })
        if (target === 'any' || target === workload) return steps
        next.push(workload)
      }
      open = left
    }
    frontier = next
  }
  return steps
}

/** Ways that were looked at before the search for the fewest rules gives up proving. */
const MOST_WAYS = 2_000

/**
 * Each way from start to target asks for one of its rules; the fewest that meet all ways found so far either cut the rest too,
 * or leave a way that is asked for next (implicit hitting set). What is found last is the smallest, as far as each step was.
 */
function fewestRules(
  graph: Passages,
  from: string,
  to: string | null,
  refs: (numbers: Iterable<number>) => readonly ObjectRef[],
  work: Work,
): RuleCut {
  const ways: ReadonlySet<number>[] = []
  let atLeast = 0
  let chosen: readonly number[] = []
  for (;;) {
    const steps = search(graph, from, new Set(chosen), to ?? 'any')
    const end = to ?? [...steps.keys()].at(-1)
    const last = end === undefined ? undefined : steps.get(end)
    if (last === undefined) return { rules: refs(chosen), without: null, atLeast }
    const rules = new Set<number>()
    const path = [last.workload]
    for (let step: Step | undefined = last; step !== undefined; step = steps.get(step.through)) {
      const easiest = step.passing
        .filter((each) => !each.rules.some((rule) => chosen.includes(rule)))
        .toSorted((a, b) => a.rules.length - b.rules.length)[0]
      for (const rule of easiest?.rules ?? []) rules.add(rule)
      path.unshift(step.through)
    }
    if (rules.size === 0) return { rules: null, without: path, atLeast }
    ways.push(rules)
    if (ways.length <= MOST_WAYS) {
      const cover = smallestCover(ways, (rule) => rule, work)
      chosen = cover.sets
      if (cover.proof === 'smallest') atLeast = cover.sets.length
    } else chosen = [...chosen, ...rules]
  }
}

function piecesOf({ atoms }: Passages, passing: readonly Passage[]): Bitset {
  const all = emptyBitset(atoms.size)
  for (const { pieces } of passing) orInto(all, pieces)
  return all
}
