import { parseView, type SearchHit, searchAll } from '@flowgate/shared'
import type { Feature } from '../../http/feature.ts'
import { route } from '../../http/route.ts'
import type { SearchProvider } from '../../http/search-provider.ts'

/** An exact name or id comes first, then what begins with the words, then the rest; within that, as the features rank. */
const distance = ({ id, name }: SearchHit, q: string): number => {
  const [a, b] = [id.toLowerCase(), name.toLowerCase()]
  if (a === q || b === q) return 0
  return a.startsWith(q) || b.startsWith(q) ? 1 : 2
}

/** @param providers asked at each search: features made later are found too */
export const createSearchFeature = (providers: () => readonly SearchProvider[]): Feature => ({
  routes: [
    route(searchAll, async ({ query, actor }) => {
      const { q, limit } = query
      const question = { q, limit, view: parseView(query.view), actor }
      const found = await Promise.all(providers().map((provider) => provider.find(question)))
      const wanted = q.trim().toLowerCase()
      const ranked = found
        .flat()
        .map((hit) => ({ hit, distance: distance(hit, wanted) }))
        .sort((a, b) => a.distance - b.distance)
      return { items: ranked.slice(0, limit).map(({ hit }) => hit) }
    }),
  ],
})
