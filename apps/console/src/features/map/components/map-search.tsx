import type { MapNode } from '@flowgate/shared'
import { listWorkloads } from '@flowgate/shared'
import { memo, useMemo } from 'react'
import { api } from '../../../lib/api.ts'
import type { EntitySource } from '../../../lib/entity-sources.ts'
import { EntityPicker } from '../../../ui/picker/entity-picker.tsx'

interface MapSearchProps {
  readonly nodes: readonly MapNode[]
  /** A node of the map, or a workload with what has to be opened to see it. */
  readonly onFound: (nodeId: string, open: readonly string[]) => void
}
const SEPARATOR = '\n'

/** Finds a node of the map as shown, or any workload, wherever it is folded away. */
export const MapSearch = memo(({ nodes, onFound }: MapSearchProps) => {
  const source = useMemo((): EntitySource => {
    const search: EntitySource['search'] = async (q, signal) => {
      const here = nodes
        .filter((node) => node.label.toLowerCase().includes(q.toLowerCase()))
        .slice(0, 8)
        .map((node) => ({ id: node.id, name: node.label, detail: node.kind }))
      if (q === '') return here
      const found = await api.call(listWorkloads, { query: { q, limit: 10 } }, { signal })
      const shown = new Set(here.map((node) => node.id))
      const folded = found.items
        .filter((workload) => !shown.has(`wl:${workload.id}`))
        .map(({ id, name, application, tier }) => {
          const open =
            application === null
              ? ['bucket:uncategorized']
              : [`app:${application}`, `tier:${application}/${tier ?? ''}`]
          return {
            id: [`wl:${id}`, ...open].join(SEPARATOR),
            name,
            detail: application === null ? 'uncategorized' : [application, tier].filter(Boolean).join(' / '),
          }
        })
      return [...here, ...folded]
    }
    return { key: ['inventory', 'map-search', String(nodes.length)], search }
  }, [nodes])
  return (
    <EntityPicker
      label="Find on the map"
      kind="workload"
      single
      placeholder="Find a node or workload"
      source={source}
      selected={[]}
      onChange={([entity]) => {
        const [nodeId, ...open] = entity?.id.split(SEPARATOR) ?? []
        if (nodeId) onFound(nodeId, open)
      }}
    />
  )
})
