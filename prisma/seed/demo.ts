import type { FlowgateDocument, Inventory } from '@flowgate/engine'
import { acmeFlows } from './acme/flows.ts'
import { acmeInventory } from './acme/inventory.ts'
import { boutiqueFlows } from './boutique/flows.ts'
import { boutiqueInventory } from './boutique/inventory.ts'
import { makeDocument } from './factories/policy.ts'
import { demoPolicySet } from './policy/demo.ts'
import { type Decide, type DecidedFlow, decideFlows } from './traffic/flow.ts'

const byId = <T extends { readonly id: string }>(...lists: readonly (readonly T[])[]): readonly T[] => [
  ...new Map(lists.flat().map((each) => [each.id, each])).values(),
]

/** Acme and Online Boutique side by side: 15 hosts, 130 workloads. */
export const demoInventory = (): Inventory => {
  const [acme, boutique] = [acmeInventory(), boutiqueInventory()]
  return {
    sites: byId(acme.sites, boutique.sites),
    clusters: byId(acme.clusters, boutique.clusters),
    hosts: byId(acme.hosts, boutique.hosts),
    segments: byId(acme.segments, boutique.segments),
    workloads: byId(acme.workloads, boutique.workloads),
  }
}

/** The demo as one document: its inventory and its first policy set. */
export const demoDocument = (): FlowgateDocument =>
  makeDocument({ inventory: demoInventory(), ...demoPolicySet() })

/** Every recorded flow of the demo before `now`, decided: first acme's in order of time, then Online Boutique's. */
export function* demoFlows({
  now,
  decide,
  flows,
}: {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly decide: Decide
  /** Rows of acme; 200,000 unless given. */
  readonly flows?: number
}): Generator<DecidedFlow> {
  yield* decideFlows(acmeFlows(flows === undefined ? { now } : { now, flows }), decide)
  yield* decideFlows(boutiqueFlows({ now }), decide)
}
