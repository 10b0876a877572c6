import {
  AppError,
  type Bus,
  BusError,
  type FleetHost,
  type getFleetHost,
  type hostRules,
  type listFleet,
  type Output,
  type Parsed,
  type publishLatency,
  rulesReply,
  subjects,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { pageInMemory } from '../../http/paging.ts'
import type { Db } from '../../platform/db.ts'
import { type FleetReadModel, HIDDEN_ERROR, summaryOf } from './fleet.read-model.ts'
import type { HostTracker } from './host-tracker.ts'
import { spreadOf } from './latency.ts'
import { type RuleVisibility, ruleRow } from './rule-row.ts'

/** What is asked of the fleet. */
export interface FleetLists {
  list(query: Parsed<typeof listFleet>['query'], actor: Actor): Promise<Output<typeof listFleet>>
  /** @throws AppError `not_found` */
  get(hostId: string, actor: Actor): Promise<Output<typeof getFleetHost>>
  /** Asks the host itself. @throws AppError `not_found`, `host_unreachable` */
  rules(
    hostId: string,
    query: Parsed<typeof hostRules>['query'],
    actor: Actor,
  ): Promise<Output<typeof hostRules>>
  /** @throws AppError `not_found` */
  latency(revision: number, actor: Actor): Promise<Output<typeof publishLatency>>
}

export interface FleetListsPorts {
  readonly db: Db
  readonly bus: Bus
  readonly fleet: FleetReadModel
  readonly tracker: Pick<HostTracker, 'flush'>
  /** Null: the account sees every rule. */
  readonly visibility: (actor: Actor, revision: number) => Promise<RuleVisibility | null>
}

const HISTORY = 50
const RULES_TIMEOUT_MS = 2_000

export const noSuchHost = (id: string): AppError =>
  new AppError('not_found', { detail: `there is no host \`${id}\`` })

export const createFleetLists = ({ db, bus, fleet, tracker, visibility }: FleetListsPorts): FleetLists => {
  const known = async (hostId: string, actor: Actor): Promise<FleetHost> => {
    const host = await fleet.host(actor, hostId)
    if (host === undefined) throw noSuchHost(hostId)
    return host
  }

  const askRules = async ({ id, name }: FleetHost) => {
    try {
      return rulesReply.parse(await bus.request(subjects.rules(id), null, { timeoutMs: RULES_TIMEOUT_MS }))
    } catch (error) {
      if (!(error instanceof BusError)) throw error
      throw new AppError('host_unreachable', {
        detail: `host \`${name}\` does not answer; it goes on enforcing what it realized last`,
        context: { host: id },
        cause: error,
      })
    }
  }

  return {
    list: async ({ realization, ...query }, actor) => {
      const hosts = await fleet.hosts(actor)
      const matching = hosts.filter((host) => realization === undefined || host.realization === realization)
      const page = pageInMemory(matching, query, {
        id: ({ id }) => id,
        otherwise: 'name',
        sorts: {
          name: ({ name }) => name,
          clusterName: ({ clusterName }) => clusterName,
          realization: (host) => host.realization,
          realizedRevision: ({ realizedRevision }) => realizedRevision,
          realizedAt: ({ realizedAt }) => realizedAt,
          lastSeen: ({ lastSeen }) => lastSeen,
          latencyMs: ({ latencyMs }) => latencyMs,
          workloads: ({ workloads }) => workloads,
          rules: ({ rules }) => rules,
          connections: ({ connections }) => connections,
        },
        texts: ({ id, name, clusterName }) => [id, name, clusterName ?? ''],
      })
      return { ...page, summary: summaryOf(hosts, fleet.wanted()) }
    },

    get: async (hostId, actor) => {
      const host = await known(hostId, actor)
      await tracker.flush()
      const rows = await db.realization.findMany({
        where: { hostId },
        orderBy: { id: 'desc' },
        take: HISTORY,
      })
      const history = rows.map(({ revision, at, latencyMs, error }) => ({
        revision,
        at: at.toISOString(),
        latencyMs,
        error: actor.scope.length === 0 || error === null ? error : HIDDEN_ERROR,
      }))
      return { ...host, history }
    },

    rules: async (hostId, query, actor) => {
      const reply = await askRules(await known(hostId, actor))
      const visible = await visibility(actor, reply.revision ?? 0)
      const rows = reply.rules
        .filter(({ rule }) => visible === null || visible.rule(rule))
        .map((rule, index) => ruleRow(rule, index + 1, visible))
      return pageInMemory(rows, query, {
        id: ({ policyId, ruleId }) => `${policyId}/${ruleId}`,
        otherwise: 'sequence',
        sorts: {
          sequence: ({ sequence }) => sequence,
          policyName: ({ policyName }) => policyName,
          ruleName: ({ ruleName }) => ruleName,
          hits: ({ hits }) => hits,
          workloads: ({ workloads }) => workloads,
        },
        texts: (row) => [row.policyName, row.ruleName, row.sources, row.destinations, row.services],
      })
    },

    latency: async (revision, actor) => {
      const published = await db.revision.findUnique({
        where: { number: revision },
        select: { number: true },
      })
      if (published === null) throw new AppError('not_found', { detail: `there is no revision ${revision}` })
      await tracker.flush()
      const [hosts, lines] = await Promise.all([
        fleet.hosts(actor),
        db.realization.findMany({ where: { revision, error: null }, orderBy: { id: 'asc' } }),
      ])
      // The first time counts: later lines are of a host that came back to a revision it had.
      const first = new Map(lines.toReversed().map(({ hostId, latencyMs }) => [hostId, latencyMs]))
      const rows = hosts.map(({ id, name }) => ({ id, name, latencyMs: first.get(id) ?? null }))
      const latencies = rows.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]))
      return { revision, ...spreadOf(latencies), hosts: rows }
    },
  }
}
