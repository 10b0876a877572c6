import { type FlowgateDocument, type Inventory, wellKnownServiceIds } from '@flowgate/engine'
import {
  acmeFlows,
  acmeInventory,
  boutiqueFlows,
  boutiqueInventory,
  type Decide,
  type DecidedFlow,
  decideFlows,
  demoDocument,
  demoInventory,
  type SeedFlow,
} from '@flowgate/seed'
import type { DemoEstate } from '../platform/config.ts'

const inventories: Record<DemoEstate, () => Inventory> = {
  all: demoInventory,
  acme: acmeInventory,
  boutique: boutiqueInventory,
}

/** Rows of acme unless told otherwise: 30 days of 120 workloads. */
export interface DemoOptions {
  readonly flows?: number | undefined
}

/** Inventory and first policy set of an estate. Well-known services are part of every installation already. */
export const estateDocument = (estate: DemoEstate): FlowgateDocument => {
  const document = demoDocument()
  return {
    ...document,
    inventory: inventories[estate](),
    services: document.services.filter(({ id }) => !wellKnownServiceIds.has(id)),
  }
}

function* seedFlows(estate: DemoEstate, now: number, { flows }: DemoOptions): Generator<SeedFlow> {
  if (estate !== 'boutique') yield* acmeFlows(flows === undefined ? { now } : { now, flows })
  if (estate !== 'acme') yield* boutiqueFlows({ now })
}

/** The estate's recorded flows before `now`, each with what `decide` says about it. */
export const estateFlows = (
  estate: DemoEstate,
  now: number,
  decide: Decide,
  options: DemoOptions,
): Iterable<DecidedFlow> => decideFlows(seedFlows(estate, now, options), decide)
