import { AppError, type SearchHit } from '@flowgate/shared'
import { haystackOf, wordsOf } from '../../http/paging.ts'
import type { SearchProvider } from '../../http/search-provider.ts'
import type { OpenedView, PolicyPorts } from './edit-ports.read-model.ts'
import type { ObjectKind, ObjectOf } from './objects.read-model.ts'
import { visibilityOf } from './visibility.read-model.ts'

const haystacks = new WeakMap<object, string>()
/** Bodies are immutable, and every search goes through all of them. */
const searchedIn = ({ body }: ObjectOf<Exclude<ObjectKind, 'settings'>>): string => {
  const known = haystacks.get(body)
  if (known !== undefined) return known
  const made = haystackOf([body.id, body.name, 'description' in body ? body.description : body.note])
  haystacks.set(body, made)
  return made
}

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
    const words = wordsOf(q)
    for (const object of loaded.content.list(kind)) {
      if (!words.every((word) => searchedIn(object).includes(word))) continue
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
