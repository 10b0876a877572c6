import { type Client, type FleetHost, listFleet } from '@flowgate/shared'

const POLL_MS = 100

export interface Realized {
  readonly hosts: number
  readonly realized: number
  readonly notRealized: readonly FleetHost[]
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const everyHost = async (client: Client): Promise<FleetHost[]> => {
  const hosts: FleetHost[] = []
  let cursor: string | undefined
  do {
    const page = await client.call(listFleet, { query: { limit: 500, ...(cursor ? { cursor } : {}) } })
    hosts.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return hosts
}

/**
 * Asks until every host that is online enforces `revision` or a later one, has failed, or the time is over. Hosts that are
 * away do not hold the command up: they catch up by themselves and are listed. One that was never seen has just been added.
 */
export const waitForRealization = async (
  client: Client,
  revision: number,
  timeoutMs: number,
): Promise<Realized> => {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const hosts = await everyHost(client)
    const notRealized = hosts.filter(({ realizedRevision }) => (realizedRevision ?? -1) < revision)
    const pending = notRealized.filter(
      ({ online, lastSeen, realization }) => (online || lastSeen === null) && realization !== 'failed',
    )
    if (pending.length === 0 || Date.now() >= deadline)
      return { hosts: hosts.length, realized: hosts.length - notRealized.length, notRealized }
    await sleep(POLL_MS)
  }
}
