import type { Bus, SimulatedFleet } from '@flowgate/shared'
import { createSimulatedDatapath, type SimulatedDatapath } from '../datapath/simulated-datapath.ts'
import { createDfe, type Dfe, type DfeOptions } from '../host/dfe.ts'
import { createLink } from './link.ts'

export type SimulatedState = SimulatedFleet['hosts'][number]['state']

export interface SimulatedHost {
  readonly datapath: SimulatedDatapath
  readonly dfe: Dfe
  behave(state: SimulatedState): void
  stop(): Promise<void>
}

export type SimulatedHostOptions = Omit<DfeOptions, 'datapath' | 'bus'> & { readonly bus: Bus }

/**
 * A host with a real DFE over a simulated datapath. `offline`: cut off from the Manager, enforcing on; `failing`: cannot
 * install spans; `online`: catches up by itself.
 */
export const createSimulatedHost = ({ bus, ...options }: SimulatedHostOptions): SimulatedHost => {
  const link = createLink(bus)
  const datapath = createSimulatedDatapath({ clock: options.clock })
  const dfe = createDfe({ ...options, bus: link, datapath })
  let state: SimulatedState = 'online'

  return {
    datapath,
    dfe,
    behave: (next) => {
      if (next === state) return
      state = next
      datapath.failWith(next === 'failing' ? 'the simulated datapath refuses every span' : null)
      link.plug(next !== 'offline')
      dfe.retry()
    },
    stop: async () => {
      await dfe.stop()
      await link.close()
    },
  }
}
