import type { WorkloadItem } from '@flowgate/shared'
import { PageSection } from '@patternfly/react-core'
import { VirtualMachineIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { plural } from '../../../lib/format.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { workloadsQuery } from '../api/inventory.ts'
import { EditWorkloadsDialog } from '../components/edit-workloads-dialog.tsx'
import { MODES } from '../components/mode-mark.tsx'
import { workloadColumns } from '../components/workload-columns.tsx'

const FILTERS = ['mode', 'kind', 'powerState', 'tag', 'application', 'host', 'segment', 'untagged'] as const
const words = (...values: readonly string[]) => values.map((value) => ({ value, label: value }))

export const WorkloadsPage = () => {
  const state = useTableState(FILTERS, { sort: 'name' })
  const { mode, kind, powerState, untagged, ...query } = state.query
  const result = useQuery(
    workloadsQuery({
      ...query,
      ...(mode ? { mode: mode as WorkloadItem['mode'] } : {}),
      ...(kind ? { kind: kind as WorkloadItem['kind'] } : {}),
      ...(powerState ? { powerState: powerState as WorkloadItem['powerState'] } : {}),
      ...(untagged === 'true' ? { untagged: 'true' as const } : {}),
    }),
  )
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [editing, setEditing] = useState(false)
  const chosen = (result.data?.items ?? []).filter(({ id }) => selected.has(id))
  const close = () => {
    setEditing(false)
    setSelected(new Set())
  }
  return (
    <>
      <PageHeader
        title="Workloads"
        description={
          result.data ? plural(result.data.total, 'workload') : 'Virtual machines, containers and servers'
        }
      />
      <PageSection hasBodyWrapper={false}>
        <DataTable
          id="workloads"
          label="Workloads"
          columns={workloadColumns}
          rowKey={({ id }) => id}
          result={result}
          state={state}
          selection={{ ids: selected, onChange: setSelected }}
          actions={
            <GuardedButton
              requires="inventory:write"
              variant="secondary"
              blocked={chosen.length === 0 ? 'Select workloads first.' : null}
              onClick={() => setEditing(true)}
            >
              {chosen.length === 0 ? 'Change selected' : `Change ${chosen.length} selected`}
            </GuardedButton>
          }
          filters={
            <FilterToolbar
              state={state}
              searchHint="Name, address or tag"
              choices={[
                { name: 'mode', label: 'Mode', options: MODES },
                { name: 'kind', label: 'Kind', options: words('vm', 'container', 'bare-metal') },
                { name: 'powerState', label: 'Power', options: words('on', 'off', 'suspended') },
              ]}
              others={{
                tag: 'Tag',
                application: 'Application',
                host: 'Host',
                segment: 'Segment',
                untagged: 'Without tags',
              }}
            />
          }
          empty={
            <Nothing title="No workloads yet" icon={VirtualMachineIcon}>
              Workloads come from a Flowgate document (<code>flowgate apply</code>) or the API. Flow records
              can be imported before: addresses that belong to no workload yet are kept.
            </Nothing>
          }
        />
      </PageSection>
      {editing && <EditWorkloadsDialog workloads={chosen} onClose={close} />}
    </>
  )
}
