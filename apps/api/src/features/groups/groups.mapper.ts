import type { GroupItem } from '@flowgate/shared'
import type { PolicyContent } from '../drafts/content.read-model.ts'
import { keptItems } from '../drafts/kept-items.read-model.ts'
import { changeWord } from '../drafts/object-changes.read-model.ts'
import { etagOf, type ObjectOf } from '../drafts/objects.read-model.ts'
import { referencesTo } from '../drafts/references.read-model.ts'
import { memberIds } from '../drafts/resolver.read-model.ts'
import { maskedGroup, type Visibility } from '../drafts/visibility.read-model.ts'
import type { LoadedInventory } from '../inventory/inventory.read-model.ts'

export interface GroupScene {
  readonly content: PolicyContent
  readonly base: PolicyContent | null
  readonly inventory: LoadedInventory
  readonly visibility: Visibility | null
}

/** Objects that use the group and that the reader may see. */
export const visibleReferences = (
  { content, visibility }: Pick<GroupScene, 'content' | 'visibility'>,
  kind: 'group' | 'service' | 'context-profile',
  id: string,
) => {
  const all = referencesTo(content, kind, id)
  if (visibility === null) return all
  return all.filter((each) => {
    const object = each.kind === 'workload' ? undefined : content.find(each.kind, each.id)
    return object !== undefined && visibility.object(object)
  })
}

const countObjects = (references: readonly { readonly kind: string; readonly id: string }[]): number =>
  new Set(references.map(({ kind, id }) => `${kind}/${id}`)).size

const keptGroup = keptItems<GroupItem>()
export const toGroupItem = (group: ObjectOf<'group'>, scene: GroupScene): GroupItem =>
  keptGroup(scene, group.id, () => makeGroupItem(group, scene))

const makeGroupItem = (group: ObjectOf<'group'>, scene: GroupScene): GroupItem => {
  const { content, base, inventory, visibility } = scene
  // What the draft removed is listed as it was in the base.
  const home = content.get('group', group.id) === undefined && base !== null ? base : content
  const members = memberIds(home, inventory, group.id)
  return {
    ...maskedGroup(group.body, visibility),
    etag: etagOf(group),
    change: changeWord(base, 'group', group.id, content.get('group', group.id)),
    memberCount:
      visibility === null ? members.length : members.filter((id) => visibility.workload(id)).length,
    usedBy: countObjects(visibleReferences(scene, 'group', group.id)),
  }
}
