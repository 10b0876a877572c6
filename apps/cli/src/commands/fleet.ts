import { type FleetHost, listFleet, simulateHost } from '@flowgate/shared'
import type { Command } from 'commander'
import { contextOf } from '../context.ts'
import { withLimit } from '../options.ts'
import type { Column } from '../output/printer.ts'
import { time } from '../output/text.ts'

const columns: readonly Column<FleetHost>[] = [
  { head: 'host', cell: ({ name }) => name },
  { head: 'realization', cell: ({ realization }) => realization },
  { head: 'wanted', cell: ({ wantedRevision }) => wantedRevision },
  { head: 'realized', cell: ({ realizedRevision }) => realizedRevision },
  { head: 'ms', cell: ({ latencyMs }) => (latencyMs === null ? null : Math.round(latencyMs)) },
  { head: 'last seen', cell: ({ lastSeen }) => time(lastSeen) },
  { head: 'rules', cell: ({ rules }) => rules },
  { head: 'error', cell: ({ error }) => error },
]

export const fleetCommands = (program: Command): void => {
  const fleet = program.command('fleet').description('what the hosts enforce')

  withLimit(fleet.command('status').description('hosts with their wanted and realized revision')).action(
    async ({ limit }: { limit: number }, command: Command) => {
      const { print, all } = contextOf(command)
      print.list(await all(listFleet, {}, limit), columns, 'no hosts')
    },
  )
  fleet
    .command('simulate')
    .description('take a simulated host offline, make it fail, or bring it back')
    .argument('<host>', 'id')
    .argument('<state>', 'online, offline or failing')
    .action(async (hostId: string, state: string, _: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      const body = simulateHost.body?.parse({ state })
      if (body === undefined) return
      const host = await client.call(simulateHost, { params: { hostId }, body })
      print.done(`${host.name} is ${host.simulated?.state ?? 'not simulated'}; ${host.realization}`, host)
    })
}
