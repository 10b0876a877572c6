import type { WorkloadItem } from '@flowgate/shared'
import { PageSection } from '@patternfly/react-core'
import { VirtualMachineIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatExact, plural } from '../../../lib/format.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { SelectionNote } from '../../../ui/table/selection-note.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { workloadsQuery } from '../api/inventory.ts'
import { EditWorkloadsDialog } from '../components/edit-workloads-dialog.tsx'
import { MODES } from '../components/mode-mark.tsx'
import { useSelectedWorkloads } from '../components/use-selected-workloads.ts'
import { workloadColumns } from '../components/workload-columns.tsx'

const FILTERS = ['mode', 'kind', 'powerState', 'tag', 'application', 'host', 'segment', 'untagged'] as const
const words = (...values: readonly string[]) => values.map((value) => ({ value, label: value }))

export const WorkloadsPage = () => {
  const state = useTableState(FILTERS, { sort: 'name' })
  const { mode, kind, powerState, untagged, ...query } = state.query
  const filter = {
    ...query,
    ...(mode ? { mode: mode as WorkloadItem['mode'] } : {}),
    ...(kind ? { kind: kind as WorkloadItem['kind'] } : {}),
    ...(powerState ? { powerState: powerState as WorkloadItem['powerState'] } : {}),
    ...(untagged === 'true' ? { untagged: 'true' as const } : {}),
  }
  const result = useQuery(workloadsQuery(filter))
  const selection = useSelectedWorkloads(result.data?.items ?? [], filter)
  const { chosen } = selection
  const [editing, setEditing] = useState(false)
  const close = () => {
    setEditing(false)
    selection.clear()
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
          selection={{
            ids: selection.ids,
            onChange: selection.onChange,
            note: (
              <SelectionNote
                selected={chosen.length}
                total={result.data?.total ?? 0}
                isBusy={selection.isFetching}
                onEvery={selection.selectEvery}
                onClear={selection.clear}
              />
            ),
          }}
          actions={
            <GuardedButton
              requires="inventory:write"
              variant="secondary"
              blocked={chosen.length === 0 ? 'Select workloads first.' : null}
              onClick={() => setEditing(true)}
            >
              {chosen.length === 0 ? 'Change selected' : `Change ${formatExact(chosen.length)} selected`}
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
