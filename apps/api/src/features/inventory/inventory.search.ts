import type { SearchHit } from '@flowgate/shared'
import { haystackOf } from '../../http/paging.ts'
import type { SearchProvider } from '../../http/search-provider.ts'
import { workloadHaystack } from './inventory.lists.ts'
import { type InventoryReadModel, visibleWorkloads } from './inventory.read-model.ts'

/** 0 = equal, 1 = begins so, 2 = a word begins so, 3 = contains, 4 = found in another field; null = not at all. */
const rank = (q: string, name: string, haystack: () => string): number | null => {
  const lower = name.toLowerCase()
  if (lower === q) return 0
  if (lower.startsWith(q)) return 1
  const at = lower.indexOf(q)
  if (at > 0) return /[^a-z0-9]/.test(lower.charAt(at - 1)) ? 2 : 3
  return haystack().includes(q) ? 4 : null
}

/** Finds workloads, hosts, segments and applications by name, id, address or tag. */
export const inventorySearch = (readModel: InventoryReadModel): SearchProvider => ({
  find: async ({ q, limit, actor }) => {
    if (!actor.permissions.has('inventory:read')) return []
    const now = await readModel.current()
    const visible = visibleWorkloads(now, actor)
    const words = q.trim().toLowerCase()
    const hits: { rank: number; hit: SearchHit }[] = []
    const offer = (
      kind: SearchHit['kind'],
      id: string,
      name: string,
      detail: () => string,
      haystack: () => string,
    ) => {
      const found = rank(words, name, haystack)
      if (found !== null)
        hits.push({ rank: found, hit: { kind, id, name, detail: detail(), policyId: null } })
    }
    for (const application of now.applications.values()) {
      const members = application.workloads.filter((id) => visible?.has(id) ?? true)
      if (members.length === 0) continue
      offer(
        'application',
        application.name,
        application.name,
        () => `${members.length} workloads`,
        () => '',
      )
    }
    const hosts = new Set<string>()
    const segments = new Set<string>()
    for (const item of now.workloadItems.values()) {
      if (visible !== null && !visible.has(item.id)) continue
      if (item.host !== null) hosts.add(item.host)
      for (const { segment } of item.vnics) if (segment !== null) segments.add(segment)
      const detail = () => {
        const addresses = item.vnics.flatMap((vnic) => vnic.addresses)
        return [item.application, addresses[0], item.hostName].filter(Boolean).join(' · ')
      }
      offer('workload', item.id, item.name, detail, () => workloadHaystack(item))
    }
    for (const host of now.hostItems.values())
      if (visible === null || hosts.has(host.id))
        offer(
          'host',
          host.id,
          host.name,
          () => host.clusterName ?? 'no cluster',
          () => host.id.toLowerCase(),
        )
    for (const segment of now.segmentItems.values())
      if (visible === null || segments.has(segment.id))
        offer(
          'segment',
          segment.id,
          segment.name,
          () => segment.subnets.join(', '),
          () => haystackOf([segment.id, ...segment.subnets]),
        )
    return hits
      .sort((a, b) => a.rank - b.rank || (a.hit.name < b.hit.name ? -1 : 1))
      .slice(0, limit)
      .map(({ hit }) => hit)
  },
})
