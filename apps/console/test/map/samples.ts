import type { MapEdge, MapNode } from '@flowgate/shared'

/** `tier:shop/web` lies in `app:shop` when that is opened. */
export const node = (id: string, more: Partial<MapNode> = {}): MapNode => ({
  id,
  kind: id.startsWith('app:') ? 'application' : id.startsWith('tier:') ? 'tier' : 'workload',
  label: id.slice(id.indexOf(':') + 1),
  parent: null,
  expandable: !id.startsWith('wl:'),
  expanded: false,
  workloads: 1,
  addresses: 0,
  modes: { full: 1 },
  protectedShare: 1,
  tags: [],
  workloadId: id.startsWith('wl:') ? id.slice(3) : null,
  ...more,
})

export const edge = (source: string, target: string, more: Partial<MapEdge> = {}): MapEdge => ({
  id: `${source}>${target}`,
  source,
  target,
  state: 'allowed',
  states: { allowed: 10 },
  top: [{ protocol: 'tcp', port: 8080, service: null }],
  services: 1,
  edges: 1,
  flows: 2,
  sessions: 10,
  bytes: 1_000,
  firstSeen: '2026-01-01T00:00:00Z',
  lastSeen: '2026-01-02T00:00:00Z',
  ...more,
})

/** An opened application with two opened tiers of `size` workloads each, all of which talk with all of the other tier. */
export const openedApplication = (size: number) => {
  const app = node('app:shop', { expanded: true })
  const tiers = ['web', 'db'].map((tier) => node(`tier:shop/${tier}`, { expanded: true, parent: 'app:shop' }))
  const members = tiers.flatMap((tier) =>
    Array.from({ length: size }, (_, index) => node(`wl:${tier.label}-${index}`, { parent: tier.id })),
  )
  const [web = [], db = []] = tiers.map((tier) => members.filter((member) => member.parent === tier.id))
  const edges = web.flatMap((from) => db.map((to) => edge(from.id, to.id)))
  return { nodes: [app, ...tiers, ...members], edges }
}
