import type { EndpointView } from '../memory/endpoint-view.ts'

const BUCKETS: Readonly<Record<string, string>> = {
  'bucket:uncategorized': 'Uncategorized',
  'bucket:unknown': 'Unknown',
  'bucket:external': 'External',
  'bucket:hidden': 'Another application',
}

/** What people call the node that a selector means. */
export const nodeLabel = (selector: string, view: EndpointView): string => {
  const rest = selector.slice(selector.indexOf(':') + 1)
  if (selector.startsWith('bucket:')) return BUCKETS[selector] ?? selector
  if (selector.startsWith('wl:')) return view.inventory.workloads.get(rest)?.name ?? rest
  if (selector.startsWith('tier:')) return rest.slice(rest.lastIndexOf('/') + 1) || 'No tier'
  return rest
}
