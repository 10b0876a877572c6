import { AppError, type FleetHost } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Audit } from '../../http/audit.ts'
import type { Db } from '../../platform/db.ts'
import { noSuchHost } from './fleet.lists.ts'
import type { FleetReadModel } from './fleet.read-model.ts'
import type { SimulatedState } from './host-state.ts'
import type { HostTracker } from './host-tracker.ts'

export interface FleetService {
  /** @throws AppError `not_found`; `conflict` for a host that is no simulated one */
  simulate(hostId: string, state: SimulatedState, actor: Actor): Promise<FleetHost>
}

export interface FleetServicePorts {
  readonly db: Db
  readonly audit: Audit
  readonly fleet: FleetReadModel
  readonly tracker: Pick<HostTracker, 'setSimulated'>
  /** Makes the simulated hosts follow what is stored. */
  readonly follow: () => void
}

export const createFleetService = ({
  db,
  audit,
  fleet,
  tracker,
  follow,
}: FleetServicePorts): FleetService => ({
  simulate: async (hostId, state, actor) => {
    const before = await fleet.host(actor, hostId)
    if (before === undefined) throw noSuchHost(hostId)
    const { simulated, name } = before
    if (simulated === null)
      throw new AppError('conflict', {
        detail: `host \`${name}\` is real; only simulated hosts can be told how to behave`,
      })
    await db.$transaction(async (tx) => {
      await tx.hostStatus.upsert({
        where: { hostId },
        create: { hostId, simulatedState: state },
        update: { simulatedState: state },
      })
      const object = { kind: 'host', id: hostId, name }
      await audit.record(tx, actor, { action: 'host.simulated', object, before: simulated, after: { state } })
    })
    tracker.setSimulated(hostId, state)
    follow()
    return (await fleet.host(actor, hostId)) ?? before
  },
})
