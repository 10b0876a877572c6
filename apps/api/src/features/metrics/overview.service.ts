import type { PolicySet } from '@flowgate/engine'
import type { getOverview, Overview, Parsed, ParsedView } from '@flowgate/shared'
import type pg from 'pg'
import type { Actor } from '../../http/actor.ts'
import type { Clock } from '../../platform/clock.ts'
import { coalesce } from '../../platform/coalesce.ts'
import type { Db } from '../../platform/db.ts'
import { type DraftRow, maySeeDraft } from '../drafts/store.read-model.ts'
import type { FleetReadModel } from '../fleet/fleet.read-model.ts'
import {
  aggregateRows,
  checkWindow,
  extentOf,
  type FlowReadModel,
  questionOf,
  sumConversations,
  timelineOf,
} from '../flows/flows.read-model.ts'
import { type InventoryReadModel, visibleWorkloads } from '../inventory/inventory.read-model.ts'
import { coverageOf } from './coverage.ts'
import { createFirstPublish, firstRunOf } from './first-run.ts'

export interface OverviewPorts {
  readonly db: Db
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly flows: FlowReadModel
  readonly inventory: InventoryReadModel
  readonly fleet: Pick<FleetReadModel, 'hosts'>
  /** The set cut to what the actor may see. */
  readonly policySets: { load(view: ParsedView, actor: Actor): Promise<PolicySet> }
}

const LEADERS = 10
const BUCKETS = 60

const workloadsOf = async (inventory: InventoryReadModel, actor: Actor): Promise<Overview['workloads']> => {
  const now = await inventory.current()
  const visible = visibleWorkloads(now, actor)
  const modes = { idle: 0, visibility: 0, selective: 0, full: 0 }
  let total = 0
  let excluded = 0
  for (const workload of now.workloads.values()) {
    if (visible !== null && !visible.has(workload.id)) continue
    total += 1
    modes[workload.mode] += 1
    if (workload.excluded) excluded += 1
  }
  return { total, modes, excluded }
}

interface PendingRow extends Pick<DraftRow, 'id' | 'name' | 'ownerId' | 'ownerName'> {
  readonly changes: number
}

/** Drafts with changes, the last edited first. Asked for with every overview: past Prisma, and once for all who ask meanwhile. */
const createPending = (pool: pg.Pool) => {
  const { run: pending } = coalesce(async (): Promise<readonly PendingRow[]> => {
    const { rows } = await pool.query<PendingRow>({
      name: 'pending-drafts',
      text: `SELECT d."id", d."name", d."ownerId", d."ownerName", count(*)::int AS "changes"
             FROM "Draft" d JOIN "DraftChange" c ON c."draftId" = d."id"
             WHERE d."status" = 'open' GROUP BY d."id" ORDER BY d."updatedAt" DESC LIMIT 100`,
    })
    return rows
  })
  return async (actor: Actor): Promise<Overview['pending']> => {
    if (!actor.permissions.has('policy:read')) return []
    return (await pending())
      .filter((draft) => maySeeDraft(actor, draft))
      .map(({ id, name, ownerName, changes }) => ({ draftId: id, name, owner: ownerName, changes }))
  }
}

const hostsOf = async (fleet: OverviewPorts['fleet'], actor: Actor): Promise<Overview['hosts']> => {
  const hosts = await fleet.hosts(actor)
  const count = (realization: string) => hosts.filter((host) => host.realization === realization).length
  return {
    total: hosts.length,
    realized: count('realized'),
    pending: count('pending'),
    failed: count('failed'),
    stale: count('stale'),
    notRealized: hosts
      .filter(({ realization }) => realization !== 'realized')
      .map(({ id, name, realization, lastSeen }) => ({ id, name, realization, since: lastSeen })),
  }
}

/** What a security lead wants to see first, all of it under one window and one reader's view. */
export const createOverviewService = ({
  db,
  pool,
  clock,
  flows,
  inventory,
  fleet,
  policySets,
}: OverviewPorts) => {
  const pendingOf = createPending(pool)
  const published = createFirstPublish(db)
  return {
    overview: async (query: Parsed<typeof getOverview>['query'], actor: Actor): Promise<Overview> => {
      checkWindow(query)
      const [hosts, pending, workloads, everPublished] = await Promise.all([
        hostsOf(fleet, actor),
        pendingOf(actor),
        workloadsOf(inventory, actor),
        published(),
      ])
      const denied = await flows.select(questionOf({ ...query, state: 'denied' }), actor)
      const topDenied = flows.remember(
        denied,
        'top denied',
        () => aggregateRows(denied, 'pair', LEADERS).items,
      )
      const selection = await flows.select(questionOf(query), actor)
      const traffic = flows.remember(selection, 'overview', () => ({
        ...coverageOf(selection, sumConversations(selection)),
        timeline: timelineOf(selection, query, BUCKETS),
        topTalkers: aggregateRows(selection, 'source', LEADERS).items,
        extent: extentOf(selection),
      }))
      const { set, revision, publishedAt } = selection.policy
      const applications = selection.view.inventory.applications.size
      const facts = {
        flows: selection.memory.count,
        applications,
        groups: set.groups.length,
        policies: set.policies.length,
        published: everPublished,
      }
      const shown = actor.scope.length === 0 ? set : await policySets.load({ kind: 'published' }, actor)
      const { extent } = traffic
      const window = {
        from: query.from ?? new Date(extent?.from ?? clock.now()).toISOString(),
        to: query.to ?? new Date(extent?.to ?? clock.now()).toISOString(),
      }
      // What is not the selection's own is little: where that is the same too, so is the whole answer.
      const beside = JSON.stringify([denied.key, window, hosts, pending, workloads, facts])
      return flows.remember(selection, `overview beside ${beside}`, () => ({
        window,
        workloads,
        traffic: {
          sessions: traffic.sessions,
          conversations: traffic.conversations,
          timeline: traffic.timeline.items.map(({ at, sessions }) => ({ at, sessions })),
          bucketSeconds: traffic.timeline.bucketSeconds,
        },
        topTalkers: traffic.topTalkers,
        topDenied,
        coverage: traffic.coverage,
        coverageByApplication: traffic.coverageByApplication,
        hosts,
        policy: {
          revision,
          publishedAt: publishedAt === null ? null : new Date(publishedAt).toISOString(),
          policies: shown.policies.length,
          rules: shown.policies.reduce((sum, policy) => sum + policy.rules.length, 0),
          groups: shown.groups.length,
          defaultAction: set.settings.defaultAction,
        },
        pending,
        firstRun: firstRunOf(facts),
      }))
    },
  }
}
