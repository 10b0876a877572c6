import type { EnforcementPoint, MatchWorld } from '../compile/match-rule.ts'
import { compileTables, type FastTables } from '../match/fast/compile.ts'
import { type Bitset, emptyBitset } from '../resolve/bitset.ts'
import { allowedServices } from './allowed-services.ts'
import { createBitsetAlgebra } from './bitset-algebra.ts'
import { type Connection, describeAtoms } from './connections.ts'
import { type Place, placesByWorkload } from './places.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'
import { createWork, MOST_STEPS, type Work } from './work.ts'

/** What one workload may open to another. */
export interface PairConnectivity {
  readonly src: string
  readonly dst: string
  readonly connections: 'all' | readonly Connection[]
}

/** Descriptions that are kept at a time, in pieces of the service space. */
const MOST_DESCRIBED = 2 ** 21

/**
 * What is allowed between every two workloads, exactly and over the whole space of first packets, sorted by `src`, then
 * `dst`. Pairs with nothing allowed are left out, and so is a workload's traffic to itself.
 *
 * A workload with several addresses stands for all of them: a service is allowed if it is from one of the addresses of `src`
 * to one of `dst` of the same IP version. Of an address that several workloads bear, only the one that answers for it (see
 * `MatchWorld.pointAt`) counts. Conditions (application, name, process, user) are unknown here, so a service counts as
 * allowed only where no answer to them could deny it; the same for schedules where `now` is left out.
 *
 * @param now milliseconds since the epoch, for schedules
 * @param work counts the steps
 * @throws RangeError where there is more to do than it lets; what was told until then is true
 */
export function* connectivity(
  world: MatchWorld,
  { now }: { readonly now?: number } = {},
  work = createWork(MOST_STEPS),
): Iterable<PairConnectivity> {
  const tables = compileTables(world)
  const atoms = serviceAtoms([
    ...world.rules.map(({ entries }) => entries ?? []),
    ...world.points.map(({ selected }) => selected),
  ])
  const pairs = pairServices(world, tables, atoms, now ?? null, work)
  const places = placesByWorkload(world, tables)
  const described = new Map<Bitset, 'all' | readonly Connection[]>()
  for (const [src, from] of places) {
    for (const [dst, to] of places) {
      if (src === dst) continue
      const allowed = pairs(from, to)
      let connections = described.get(allowed)
      if (connections === undefined) {
        work.spend(atoms.size >>> 3)
        connections = describeAtoms(atoms, allowed)
        if (described.size * atoms.size > MOST_DESCRIBED) described.clear()
        described.set(allowed, connections)
      }
      if (connections.length > 0) yield { src, dst, connections }
    }
  }
}

/** The union over the address pairs of what both ends allow. Equal sets are one object. */
function pairServices(
  world: MatchWorld,
  tables: FastTables,
  atoms: ServiceAtoms,
  now: number | null,
  work: Work,
): (from: readonly Place[], to: readonly Place[]) => Bitset {
  const { and, or, subtract, intern } = createBitsetAlgebra()
  const allowed = allowedServices(world, tables, atoms, now, intern, work)
  const everything = intern(atoms.select(null))
  const nothing = intern(emptyBitset(atoms.size))
  const { outboundRow, inboundRow, sourceRow, destinationRow } = tables

  const enforced = (
    { workload, selected }: EnforcementPoint,
    near: number,
    far: number,
    sourceClass: number,
  ): Bitset => {
    if (workload.excluded || workload.mode === 'idle' || workload.mode === 'visibility') return everything
    const services = allowed.of(near, far, sourceClass)
    return workload.mode === 'full' ? services : or(subtract(everything, atoms.select(selected)), services)
  }
  return (from, to) => {
    let union = nothing
    for (const a of from) {
      for (const b of to) {
        if (a.family !== b.family) continue
        const out = enforced(a.point, outboundRow[a.class] ?? 0, destinationRow[b.class] ?? 0, a.class)
        const into = enforced(b.point, inboundRow[b.class] ?? 0, sourceRow[a.class] ?? 0, a.class)
        union = or(union, and(out, into))
      }
    }
    return union
  }
}
