import type { FlowImport } from '@flowgate/shared'
import { Label, PageSection } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { useCan } from '../../../lib/session.ts'
import { toasts } from '../../../lib/toasts.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { ConfirmDialog } from '../../../ui/dialog/confirm-dialog.tsx'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { importsQuery, useUndoImport } from '../api/imports.ts'
import { DropZone } from '../components/drop-zone.tsx'
import { ImportPanel } from '../components/import-panel.tsx'
import { UploadRow } from '../components/upload-row.tsx'
import { useUploads } from '../model/use-uploads.ts'
import './imports-page.css'

const URL_STATE = { import: '' }
const NO_FILTERS: readonly never[] = []
const CRUMBS = [{ label: 'Traffic', to: paths.traffic() }]

const COLUMNS: readonly Column<FlowImport>[] = [
  {
    key: 'fileName',
    label: 'File',
    sort: 'fileName',
    pinned: true,
    render: (item) => <span className="fg-nowrap">{item.fileName}</span>,
  },
  { key: 'format', label: 'Format', sort: 'format', render: (item) => item.format },
  {
    key: 'status',
    label: 'Status',
    sort: 'status',
    render: (item) => (
      <Label isCompact color={item.status === 'done' ? 'green' : 'grey'}>
        {item.status === 'done' ? 'Imported' : 'Undone'}
      </Label>
    ),
  },
  {
    key: 'records',
    label: 'Records',
    sort: 'records',
    numeric: true,
    render: (item) => <Quantity value={item.records} />,
  },
  {
    key: 'flows',
    label: 'Flows',
    sort: 'flows',
    numeric: true,
    render: (item) => <Quantity value={item.flows} />,
  },
  {
    key: 'badLines',
    label: 'Bad lines',
    sort: 'badLines',
    numeric: true,
    render: (item) => <Quantity value={item.badLines} />,
  },
  {
    key: 'bytes',
    label: 'Size',
    sort: 'bytes',
    numeric: true,
    optional: true,
    render: (item) => <Quantity value={item.bytes} unit="bytes" />,
  },
  { key: 'importedBy', label: 'By', render: (item) => item.importedBy },
  { key: 'importedAt', label: 'When', sort: 'importedAt', render: (item) => <Time at={item.importedAt} /> },
]

export const ImportsPage = () => {
  const state = useTableState(NO_FILTERS, { sort: '-importedAt' })
  const [url, set] = useUrlState(URL_STATE)
  const result = useQuery(importsQuery(state.query))
  const { items, add, cancel, dismiss } = useUploads()
  const [undoing, setUndoing] = useState<string | null>(null)
  const undo = useUndoImport()
  const access = useCan('flow:import')
  const known = result.data?.items.find((item) => item.id === undoing)
  const open = (importId: string | null) => set({ import: importId })
  return (
    <div className="fg-imports">
      <div className="fg-imports__main">
        <PageHeader title="Imports" crumbs={CRUMBS} />
        <PageSection isFilled>
          <DropZone onFiles={add} />
          {items.length > 0 && (
            <div className="fg-uploads">
              {items.map((item) => (
                <UploadRow
                  key={item.id}
                  item={item}
                  onCancel={() => cancel(item.id)}
                  onDismiss={() => dismiss(item.id)}
                />
              ))}
            </div>
          )}
          <DataTable
            id="imports"
            label="Imports"
            columns={COLUMNS}
            rowKey={(item) => item.id}
            result={result}
            state={state}
            filters={<FilterToolbar state={state} searchHint="File name" />}
            openKey={url.import}
            onOpen={(item) => open(item.id)}
            rowActions={[
              { label: 'Details', onSelect: (item) => open(item.id) },
              {
                label: 'Undo import',
                danger: true,
                blocked: (item) =>
                  access.allowed ? (item.status === 'undone' ? 'Already undone.' : null) : access.reason,
                onSelect: (item) => setUndoing(item.id),
              },
            ]}
            empty={
              <Nothing title="Nothing imported yet">
                Drop a file of flow records above to see it on the map.
              </Nothing>
            }
          />
        </PageSection>
      </div>
      {url.import !== '' && (
        <ImportPanel
          key={url.import}
          importId={url.import}
          onClose={() => open(null)}
          onUndo={() => setUndoing(url.import)}
        />
      )}
      {undoing !== null && (
        <ConfirmDialog
          title={`Undo the import${known ? ` of ${known.fileName}` : ''}?`}
          confirmLabel="Undo import"
          danger
          onClose={() => setUndoing(null)}
          onConfirm={async () => {
            await undo.mutateAsync(undoing)
            toasts.add({ variant: 'success', title: 'Import undone' })
          }}
        >
          <p>
            {known ? `${plural(known.flows, 'flow')} of ${plural(known.records, 'record')}` : 'All its flows'}{' '}
            will disappear from the map, the traffic and the charts. The file can be imported again.
          </p>
        </ConfirmDialog>
      )}
    </div>
  )
}
