import { AppError, type FieldError, type Finding } from '@flowgate/shared'
import type { Base } from '../../http/base.ts'
import type { Tx } from '../../platform/db.ts'
import type { PolicyContent } from './content.read-model.ts'
import { findingsOf } from './findings.read-model.ts'
import { countChanges, objectChanges } from './object-changes.read-model.ts'
import { OBJECT_KINDS, type PolicyObject, sameObject } from './objects.read-model.ts'
import type { Publishing } from './publishing.read-model.ts'
import type { PolicyStore } from './store.read-model.ts'

/** An agreed number: whoever publishes on this database holds it. */
const PUBLISH_LOCK = 4_707_133_222

export interface PublishingPorts extends Pick<Base, 'audit' | 'clock' | 'live'> {
  readonly store: PolicyStore
  /** Tells the hosts what is wanted now. */
  readonly announceWanted: () => Promise<void>
}

const refuseErrors = (findings: readonly Finding[]): void => {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  throw new AppError('policy_invalid', {
    detail: `${errors[0]?.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`,
    errors: errors.slice(0, 100).map(
      ({ message, help, object }): FieldError => ({
        field: object === null ? 'policy' : `${object.kind} ${object.id}`,
        message,
        help,
      }),
    ),
    context: { findings: errors.slice(0, 100) },
  })
}

const countsOf = (content: PolicyContent) => ({
  policies: content.all('policy').size,
  rules: content.all('rule').size,
  groups: content.all('group').size,
  services: content.all('service').size,
})

/** Ends the validity of what changed or went, and begins that of what changed or came. Two statements, however much it is. */
const storeVersions = async (
  tx: Tx,
  number: number,
  before: PolicyContent,
  after: PolicyContent,
): Promise<void> => {
  const ended: { kind: string; id: string }[] = []
  const begun: (Omit<PolicyObject, 'body'> & { readonly body: unknown })[] = []
  for (const kind of OBJECT_KINDS) {
    for (const object of before.values(kind))
      if (!sameObject(object, after.find(kind, object.id))) ended.push({ kind, id: object.id })
    for (const object of after.values(kind))
      if (!sameObject(object, before.find(kind, object.id))) begun.push(object)
  }
  if (ended.length > 0) {
    await tx.$executeRaw`
      UPDATE "PolicyObjectVersion" AS v SET "toRevision" = ${number}
      FROM jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) AS r(kind text, id text)
      WHERE v.kind = r.kind AND v.id = r.id AND v."toRevision" IS NULL`
  }
  if (begun.length > 0) {
    await tx.$executeRaw`
      INSERT INTO "PolicyObjectVersion" (kind, id, "fromRevision", "toRevision", "policyId", rank, body, hash)
      SELECT kind, id, ${number}::int, NULL, "policyId", rank, body, hash
      FROM jsonb_to_recordset(${JSON.stringify(begun)}::jsonb)
        AS r(kind text, id text, "policyId" text, rank text, body jsonb, hash text)`
  }
}

export const createPublishing = ({
  audit,
  clock,
  live,
  store,
  announceWanted,
}: PublishingPorts): Publishing => ({
  lock: async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(${PUBLISH_LOCK})`
  },

  write: async (tx, { actor, note, head, before, after, inventory, rollbackOf }) => {
    if (after.hash === head.hash) {
      throw new AppError('nothing_to_publish', {
        detail: `there is nothing to publish: the content equals revision ${head.number}`,
        context: { revision: head.number },
      })
    }
    refuseErrors(await findingsOf(after, inventory))
    const number = head.number + 1
    const changes = objectChanges(before, after)
    const same = await tx.revision.findFirst({
      where: { hash: after.hash },
      orderBy: { number: 'desc' },
      select: { number: true },
    })
    await storeVersions(tx, number, before, after)
    const counted = { changes: countChanges(changes), counts: countsOf(after) }
    await tx.revision.create({
      data: {
        number,
        hash: after.hash,
        parent: head.number === 0 ? null : head.number,
        authorId: actor.id,
        authorName: actor.name,
        note,
        rollbackOf: rollbackOf ?? same?.number ?? null,
        ...counted,
        publishedAt: new Date(clock.now()),
      },
    })
    await audit.record(tx, actor, {
      action: 'revision.published',
      object: { kind: 'revision', id: String(number), name: `Revision ${number}` },
      before: head.number === 0 ? null : { revision: head.number, hash: head.hash },
      after: { revision: number, hash: after.hash, note, ...counted },
    })
    return { revision: number, hash: after.hash, hosts: await tx.host.count(), changes, content: after }
  },

  announce: async ({ revision, content }, actor) => {
    store.rememberRevision(revision, content)
    await announceWanted()
    live.publish({ type: 'revision.published', revision, by: actor.name })
  },
})
