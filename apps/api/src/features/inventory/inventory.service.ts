import type { Host, Segment, Workload } from '@flowgate/engine'
import {
  AppError,
  type createHost,
  type createSegment,
  type createWorkload,
  type Parsed,
  type updateWorkload,
  type updateWorkloads,
  type WorkloadItem,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Audit } from '../../http/audit.ts'
import { checkIfMatch, type IfMatch } from '../../http/if-match.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { LiveEvents } from '../../platform/events/live-events.ts'
import { idFromName } from './id-from-name.ts'
import type { InventoryReadModel } from './inventory.read-model.ts'
import { visibleWorkloads } from './inventory.read-model.ts'
import { usesOfWorkload } from './inventory-uses.ts'
import { nextInventoryVersion } from './inventory-version.ts'
import { readInventory } from './load-inventory.ts'
import type { HostItem, LoadedInventory, SegmentItem } from './loaded-inventory.ts'
import {
  canonicalSegment,
  canonicalWorkload,
  checkStaysVisible,
  checkWorkloadReferences,
} from './workload-checks.ts'
import { insertWorkloads, overwriteTagsAndMode, overwriteWorkload } from './workload-rows.ts'

export interface InventoryPorts {
  readonly db: Db
  readonly audit: Audit
  readonly live: LiveEvents
  readonly readModel: InventoryReadModel
  /** Those of `ids` that are no published or built-in service. */
  readonly unknownServices: (ids: readonly string[]) => Promise<readonly string[]>
}

export interface InventoryService {
  createWorkload(body: Parsed<typeof createWorkload>['body'], actor: Actor): Promise<WorkloadItem>
  updateWorkload(
    id: string,
    body: Parsed<typeof updateWorkload>['body'],
    actor: Actor,
    ifMatch: IfMatch,
  ): Promise<WorkloadItem>
  /** All of them or none. Resolves with how many are otherwise now. */
  updateWorkloads(body: Parsed<typeof updateWorkloads>['body'], actor: Actor): Promise<number>
  deleteWorkload(id: string, actor: Actor, ifMatch: IfMatch): Promise<void>
  createHost(body: Parsed<typeof createHost>['body'], actor: Actor): Promise<HostItem>
  createSegment(body: Parsed<typeof createSegment>['body'], actor: Actor): Promise<SegmentItem>
}

type Named = { readonly id?: string | undefined; readonly name: string }

const taken = (code: 'id_taken' | 'name_taken', kind: string, field: 'id' | 'name', received: string) =>
  new AppError(code, {
    detail: `there is a ${kind} with this ${field} already`,
    errors: [{ field: `body.${field}`, message: 'is taken', received, help: `choose another ${field}` }],
  })

/** The id for a new object, made from its name unless given. @throws AppError `id_taken`, `name_taken` */
const newId = (kind: string, wanted: Named, existing: Iterable<{ id: string; name: string }>): string => {
  const ids = new Set<string>()
  for (const { id, name } of existing) {
    ids.add(id)
    if (name === wanted.name) throw taken('name_taken', kind, 'name', wanted.name)
  }
  if (wanted.id === undefined) return idFromName(wanted.name, kind, (id) => ids.has(id))
  if (ids.has(wanted.id)) throw taken('id_taken', kind, 'id', wanted.id)
  return wanted.id
}

export const noSuchWorkload = (id: string): AppError =>
  new AppError('not_found', { detail: `there is no workload \`${id}\`` })

const found = <T>(item: T | undefined, id: string): T => {
  if (item === undefined) throw noSuchWorkload(id)
  return item
}

const MOST_TAGS = 100
type Tag = Workload['tags'][number]

const withEdit = (
  before: Workload,
  { addTags, removeTags, mode, excluded }: Omit<Parsed<typeof updateWorkloads>['body'], 'workloads'>,
): Workload => {
  const text = ({ scope, value }: Tag) => `${scope}:${value}`
  const gone = new Set(removeTags.map(text))
  const tags = new Map(
    [...before.tags.filter((tag) => !gone.has(text(tag))), ...addTags].map((tag) => [text(tag), tag]),
  )
  if (tags.size > MOST_TAGS)
    throw new AppError('invalid_input', {
      detail: `the workload \`${before.name}\` would have ${tags.size} tags`,
      errors: [
        {
          field: 'body.addTags',
          message: `would give \`${before.name}\` more than ${MOST_TAGS} tags`,
          received: addTags.map(text).join(', '),
          help: 'add fewer, or remove others',
        },
      ],
    })
  return canonicalWorkload({
    ...before,
    tags: [...tags.values()],
    ...(mode === undefined ? {} : { mode }),
    ...(excluded === undefined ? {} : { excluded }),
  })
}

/**
 * Changes of the inventory. They take effect at once, on every host, and are no part of a draft. Each runs in one
 * transaction with its audit event and holds the inventory's lock, so checks and effects cannot be interleaved.
 */
export const createInventoryService = (ports: InventoryPorts): InventoryService => {
  const { db, audit, live, readModel, unknownServices } = ports

  const change = async <T>(work: (tx: Tx, now: LoadedInventory) => Promise<T>): Promise<T> => {
    const result = await db.$transaction(
      async (tx) => {
        await nextInventoryVersion(tx)
        const last = await readModel.current()
        const stored = await readInventoryBefore(tx, last)
        return work(tx, stored)
      },
      { timeout: 60_000 },
    )
    await readModel.refresh()
    live.publish({ type: 'inventory.changed' })
    return result
  }

  const seen = (
    now: LoadedInventory,
    id: string,
    actor: Actor,
  ): { item: WorkloadItem; workload: Workload } => {
    const visible = visibleWorkloads(now, actor)
    if (visible !== null && !visible.has(id)) throw noSuchWorkload(id)
    return { item: found(now.workloadItems.get(id), id), workload: found(now.workloads.get(id), id) }
  }
  const fresh = async (id: string): Promise<WorkloadItem> =>
    found((await readModel.current()).workloadItems.get(id), id)

  return {
    createWorkload: async (body, actor) => {
      const id = await change(async (tx, now) => {
        const workload = canonicalWorkload({ ...body, id: newId('workload', body, now.workloads.values()) })
        checkStaysVisible(actor, workload)
        await checkWorkloadReferences(tx, workload, unknownServices)
        await insertWorkloads(tx, [workload])
        const object = { kind: 'workload', id: workload.id, name: workload.name }
        await audit.record(tx, actor, { action: 'workload.created', object, after: workload })
        return workload.id
      })
      return fresh(id)
    },

    updateWorkload: async (id, body, actor, ifMatch) => {
      await change(async (tx, now) => {
        const { item, workload: before } = seen(now, id, actor)
        checkIfMatch(ifMatch, item)
        const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
        const after = canonicalWorkload({ ...before, ...given })
        if (after.name !== before.name)
          for (const other of now.workloads.values())
            if (other.id !== id && other.name === after.name)
              throw taken('name_taken', 'workload', 'name', after.name)
        checkStaysVisible(actor, after)
        await checkWorkloadReferences(tx, after, unknownServices)
        await overwriteWorkload(tx, after)
        const object = { kind: 'workload', id, name: after.name }
        await audit.record(tx, actor, { action: 'workload.updated', object, before, after })
      })
      return fresh(id)
    },

    updateWorkloads: ({ workloads, ...edit }, actor) =>
      change(async (tx, now) => {
        const changes = [...new Map(workloads.map((each) => [each.id, each])).values()].flatMap(
          ({ id, etag }) => {
            const { item, workload: before } = seen(now, id, actor)
            checkIfMatch([etag], item)
            const after = withEdit(before, edit)
            return JSON.stringify(after) === JSON.stringify(before) ? [] : [{ before, after }]
          },
        )
        for (const { after } of changes) checkStaysVisible(actor, after)
        await overwriteTagsAndMode(
          tx,
          changes.map(({ after }) => after),
        )
        for (const { before, after } of changes) {
          const object = { kind: 'workload', id: after.id, name: after.name }
          await audit.record(tx, actor, { action: 'workload.updated', object, before, after })
        }
        return changes.length
      }),

    deleteWorkload: (id, actor, ifMatch) =>
      change(async (tx, now) => {
        const { item, workload: before } = seen(now, id, actor)
        checkIfMatch(ifMatch, item)
        const references = await usesOfWorkload(tx, id)
        if (references.length > 0)
          throw new AppError('in_use', {
            detail: `the workload is a member of ${references.map(({ name }) => `\`${name}\``).join(', ')}; take it out there first`,
            context: { references },
          })
        await tx.workload.delete({ where: { id } })
        const object = { kind: 'workload', id, name: before.name }
        await audit.record(tx, actor, { action: 'workload.deleted', object, before })
      }),

    createHost: async (body, actor) => {
      const id = await change(async (tx, now) => {
        const host: Host = { ...body, id: newId('host', body, now.inventory.hosts) }
        if (host.cluster !== null && !now.inventory.clusters.some((cluster) => cluster.id === host.cluster))
          throw new AppError('unknown_reference', {
            detail: 'the host refers to a cluster that does not exist',
            errors: [
              { field: 'body.cluster', message: 'there is no cluster with this id', received: host.cluster },
            ],
          })
        await tx.host.create({
          data: { id: host.id, name: host.name, clusterId: host.cluster },
        })
        const object = { kind: 'host', id: host.id, name: host.name }
        await audit.record(tx, actor, { action: 'host.created', object, after: host })
        return host.id
      })
      return found((await readModel.current()).hostItems.get(id), id)
    },

    createSegment: async (body, actor) => {
      const id = await change(async (tx, now) => {
        const segment: Segment = canonicalSegment({
          ...body,
          id: newId('segment', body, now.inventory.segments),
        })
        await tx.segment.create({ data: { ...segment, subnets: [...segment.subnets] } })
        const object = { kind: 'segment', id: segment.id, name: segment.name }
        await audit.record(tx, actor, { action: 'segment.created', object, after: segment })
        return segment.id
      })
      return found((await readModel.current()).segmentItems.get(id), id)
    },
  }
}

/** What is stored before this transaction's change: memory where it is current (the version was counted up by one just now). */
const readInventoryBefore = async (tx: Tx, last: LoadedInventory): Promise<LoadedInventory> => {
  const row = await tx.inventoryVersion.findUnique({ where: { id: 1 } })
  return row?.version === last.version + 1 ? last : readInventory(tx)
}
