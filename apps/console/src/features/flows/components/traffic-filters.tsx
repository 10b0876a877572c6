import { ToolbarItem } from '@patternfly/react-core'
import type { EntitySource } from '../../../lib/entity-sources.ts'
import { type Entity, groupSource, tagSource, workloadSource } from '../../../lib/entity-sources.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { EntityPicker } from '../../../ui/picker/entity-picker.tsx'
import { PortInput } from '../../../ui/port-input.tsx'
import type { TableState } from '../../../ui/table/use-table-state.ts'
import { addressSelector, selectorName } from '../model/selector-name.ts'
import './traffic-filters.css'

const VERDICTS = [
  { value: 'allowed', label: 'allowed by a rule' },
  { value: 'denied', label: 'denied' },
  { value: 'unprotected', label: 'decided by default rule' },
  { value: 'unknown', label: 'unknown' },
]
const ORIGINS = [
  { value: 'observed', label: 'observed by hosts' },
  { value: 'imported', label: 'imported' },
  { value: 'recorded', label: 'recorded' },
]
const BUCKETS: readonly Entity[] = [
  { id: 'bucket:external', name: 'External', detail: 'public addresses' },
  { id: 'bucket:unknown', name: 'Unknown', detail: 'private addresses of no workload' },
  { id: 'bucket:uncategorized', name: 'Uncategorized', detail: 'workloads without an application' },
]
const OTHERS = {
  either: 'Either side',
  ruleId: 'Rule',
  revision: 'Revision',
  importId: 'Import',
  site: 'Site',
}

/** Anything that traffic can come from or go to, as selectors. */
const sideSource: EntitySource = {
  key: ['inventory', 'pick-side'],
  search: async (q, signal) => {
    const [tags, workloads, groups] = await Promise.all([
      tagSource.search(q, signal),
      workloadSource.search(q, signal),
      groupSource('published').search(q, signal),
    ])
    const buckets = BUCKETS.filter((bucket) => bucket.name.toLowerCase().includes(q.toLowerCase()))
    return [
      ...buckets,
      ...tags
        .slice(0, 8)
        .map((tag) =>
          tag.id.startsWith('app:')
            ? { ...tag, name: tag.id.slice(4), detail: 'application' }
            : { ...tag, id: `tag:${tag.id}`, detail: 'tag' },
        ),
      ...groups.slice(0, 8).map((group) => ({ ...group, id: `group:${group.id}`, detail: 'security group' })),
      ...workloads.slice(0, 12).map((workload) => ({ ...workload, id: `wl:${workload.id}` })),
    ]
  },
}

interface SideProps {
  readonly label: string
  readonly value: string
  readonly onChange: (selector: string | null) => void
}
const Side = ({ label, value, onChange }: SideProps) => (
  <ToolbarItem className="fg-side-filter">
    <EntityPicker
      label={label}
      kind="workload"
      single
      placeholder={label}
      source={sideSource}
      parseText={addressSelector}
      selected={value === '' ? [] : [{ id: value, name: selectorName(value) }]}
      onChange={([chosen]) => onChange(chosen?.id ?? null)}
    />
  </ToolbarItem>
)

/** The query builder: what it sets is in the address. */
export const TrafficFilters = ({ state }: { readonly state: TableState }) => {
  const { filters, setFilter } = state
  return (
    <FilterToolbar
      state={state}
      searchHint="Name or address"
      choices={[
        { name: 'state', label: 'Verdict', options: VERDICTS },
        { name: 'origin', label: 'Origin', options: ORIGINS },
      ]}
      others={OTHERS}
    >
      <Side label="Source" value={filters.source ?? ''} onChange={(source) => setFilter({ source })} />
      <Side
        label="Destination"
        value={filters.destination ?? ''}
        onChange={(destination) => setFilter({ destination })}
      />
      <ToolbarItem className="fg-port-filter">
        <PortInput
          value={{ protocol: filters.protocol ?? '', port: filters.port ?? '' }}
          onChange={({ protocol, port }) => setFilter({ protocol, port })}
        />
      </ToolbarItem>
    </FilterToolbar>
  )
}
