import { canonicalDocument, type FlowgateDocument } from '@flowgate/engine'
import {
  AppError,
  type applyDocument,
  type applyToDraft,
  type Draft,
  type exportDocument,
  type Output,
  type planDocument,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Base } from '../../http/base.ts'
import type { Tx } from '../../platform/db.ts'
import { openView, type PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { inventoryIds } from '../drafts/inventory-ids.read-model.ts'
import { objectChanges } from '../drafts/object-changes.read-model.ts'
import { SETTINGS_ID } from '../drafts/objects.read-model.ts'
import type { Published, Publishing } from '../drafts/publishing.read-model.ts'
import { writesBetween } from '../drafts/selection.read-model.ts'
import { type InventoryWriter, readInventory } from '../inventory/inventory.read-model.ts'

import { refuseInvalidDocument, refuseInvalidSet } from './check-document.ts'
import { contentOf } from './document-content.read-model.ts'
import { type InventoryChange, inventoryChanges, kindOf } from './inventory-changes.ts'

export interface DocumentPorts extends PolicyPorts, Pick<Base, 'db' | 'audit' | 'live'> {
  readonly publishing: Publishing
  readonly inventoryWriter: InventoryWriter
  readonly describeDraft: (draftId: string, actor: Actor) => Promise<Draft>
}

interface Applied {
  readonly inventory: InventoryChange[]
  readonly published: Published | null
}

const refuseScoped = (actor: Actor): void => {
  if (actor.scope.length === 0) return
  throw new AppError('forbidden', {
    detail: 'a document holds the whole installation; your account is bound to a part of it',
    context: { reason: 'scope' },
  })
}

export const createDocumentService = (ports: DocumentPorts) => {
  const { db, store, inventory, publishing, inventoryWriter: writer } = ports

  const exported = async (view: string, actor: Actor): Promise<Output<typeof exportDocument>> => {
    refuseScoped(actor)
    const { content, inventory: now } = await openView(ports, view, actor)
    const document = canonicalDocument({
      apiVersion: 'flowgate/v1',
      kind: 'Document',
      inventory: now.inventory,
      ...content.policySet,
    })
    // The engine's types are those of the schema with `readonly` added.
    return document as Output<typeof exportDocument>
  }

  const plan = async (document: FlowgateDocument, actor: Actor): Promise<Output<typeof planDocument>> => {
    refuseScoped(actor)
    refuseInvalidDocument(document)
    const [now, head] = await Promise.all([inventory.current(), store.head()])
    const before = await store.revision(head.number)
    const wanted = canonicalDocument(document)
    return {
      inventory: inventoryChanges(canonicalInventoryOf(now.inventory), wanted.inventory),
      policy: objectChanges(before, contentOf(wanted, before)),
    }
  }

  const replaceInventory = async (tx: Tx, wanted: FlowgateDocument): Promise<InventoryChange[]> => {
    await writer.nextVersion(tx)
    const before = canonicalInventoryOf((await readInventory(tx)).inventory)
    const changes = await writer.replace(tx, before, wanted.inventory)
    return changes.map(({ kind, id, change }) => ({ kind: kindOf(kind), id, change }))
  }

  const write = async (
    tx: Tx,
    wanted: FlowgateDocument,
    changesInventory: boolean,
    note: string,
    actor: Actor,
  ): Promise<Applied> => {
    const changed = changesInventory ? await replaceInventory(tx, wanted) : []
    await publishing.lock(tx)
    const head = await store.head(tx)
    const before = await store.revision(head.number, tx)
    const after = contentOf(wanted, before)
    const published =
      after.hash === head.hash
        ? null
        : await publishing.write(tx, { actor, note, head, before, after, inventory: await readInventory(tx) })
    if (changed.length > 0 || published !== null) {
      await ports.audit.record(tx, actor, {
        action: 'document.applied',
        object: { kind: 'document', id: null, name: null },
        after: {
          note,
          inventory: changed.slice(0, 1_000),
          inventoryChanges: changed.length,
          revision: published?.revision ?? null,
        },
      })
    }
    return { inventory: changed, published }
  }

  const apply = async (
    document: FlowgateDocument,
    note: string,
    actor: Actor,
  ): Promise<Output<typeof applyDocument>> => {
    refuseScoped(actor)
    refuseInvalidDocument(document)
    const wanted = canonicalDocument(document)
    const now = await inventory.refresh()
    const changesInventory =
      inventoryChanges(canonicalInventoryOf(now.inventory), wanted.inventory).length > 0
    const { inventory: changed, published } = await db.$transaction(
      (tx) => write(tx, wanted, changesInventory, note, actor),
      { timeout: 120_000, maxWait: 15_000 },
    )
    if (changed.length > 0) {
      await inventory.refresh()
      ports.live.publish({ type: 'inventory.changed' })
    }
    if (published !== null) await publishing.announce(published, actor)
    return { inventory: changed, policy: published?.changes ?? [], revision: published?.revision ?? null }
  }

  const applyToDraftOf = async (
    draftId: string,
    document: FlowgateDocument,
    actor: Actor,
  ): Promise<Output<typeof applyToDraft>> => {
    refuseScoped(actor)
    refuseInvalidSet(document, inventoryIds(await inventory.current()))
    const result = await ports.editing.edit({
      draftId,
      actor,
      action: 'draft.document-applied',
      make: ({ content }) => ({
        writes: writesBetween(content, contentOf(document, content)),
        subject: { kind: 'settings', id: SETTINGS_ID },
        label: 'apply a document',
      }),
    })
    return {
      draft: await ports.describeDraft(result.draftId, actor),
      changes: objectChanges(result.base, result.content),
    }
  }

  return { exported, plan, apply, applyToDraft: applyToDraftOf }
}
export type DocumentService = ReturnType<typeof createDocumentService>

const empty = {
  settings: { defaultAction: 'allow', logDefault: false },
  groups: [],
  services: [],
  contextProfiles: [],
  policies: [],
  assertions: [],
} as const

const canonicalInventoryOf = (inventory: FlowgateDocument['inventory']): FlowgateDocument['inventory'] =>
  canonicalDocument({ apiVersion: 'flowgate/v1', kind: 'Document', inventory, ...empty }).inventory
