import { AppError, type SearchHit } from '@flowgate/shared'
import { matchesWords } from '../../http/paging.ts'
import type { SearchProvider } from '../../http/search-provider.ts'
import type { OpenedView, PolicyPorts } from './edit-ports.read-model.ts'
import type { ObjectKind, ObjectOf } from './objects.read-model.ts'
import { visibilityOf } from './visibility.read-model.ts'

/** Finds objects of one kind by id, name and description; `toHit` leaves out what the actor may not see. */
export const searchObjects = <K extends Exclude<ObjectKind, 'settings'>>(
  { store, inventory }: Pick<PolicyPorts, 'store' | 'inventory'>,
  kind: K,
  toHit: (object: ObjectOf<K>, opened: OpenedView) => SearchHit | null,
): SearchProvider => ({
  find: async ({ q, view, limit, actor }) => {
    if (!actor.permissions.has('policy:read')) return []
    const loaded = await store.load(view, actor).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'view_not_found') return null
      throw error
    })
    if (loaded === null) return []
    const now = await inventory.current()
    const opened = { ...loaded, inventory: now, visibility: visibilityOf(loaded.content, now, actor) }
    const hits: SearchHit[] = []
    for (const object of loaded.content.list(kind)) {
      const { id, name } = object.body
      const more = 'description' in object.body ? object.body.description : object.body.note
      if (!matchesWords(q, [id, name, more])) continue
      const hit = toHit(object, opened)
      if (hit !== null) hits.push(hit)
    }
    const wanted = q.trim().toLowerCase()
    const distance = ({ name }: SearchHit) => {
      const text = name.toLowerCase()
      if (text === wanted) return 0
      return text.startsWith(wanted) ? 1 : 2
    }
    return hits.sort((a, b) => distance(a) - distance(b)).slice(0, limit)
  },
})
