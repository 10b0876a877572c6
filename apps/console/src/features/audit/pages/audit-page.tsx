import type { AuditEvent } from '@flowgate/shared'
import { Button, PageSection, ToolbarItem } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { TimeRange } from '../../../ui/time-range.tsx'
import { rangeEnds, rangeFromUrl, rangeToUrl } from '../../../ui/time-ranges.ts'
import { auditFileUrl, auditQuery } from '../api/list-audit.ts'
import { auditColumns } from '../components/audit-columns.tsx'
import { EventPanel } from '../components/event-panel.tsx'
import './audit-page.css'

const FILTERS = [
  'outcome',
  'objectKind',
  'objectId',
  'actor',
  'action',
  'requestId',
  'last',
  'from',
  'to',
] as const
const OUTCOMES = [
  { value: 'success', label: 'Done' },
  { value: 'denied', label: 'Denied' },
  { value: 'failed', label: 'Failed' },
]
const KINDS = [
  'group',
  'service',
  'policy',
  'rule',
  'draft',
  'revision',
  'workload',
  'user',
  'token',
  'session',
  'settings',
  'flow-import',
]

export const AuditPage = () => {
  const state = useTableState(FILTERS, { sort: '-at' })
  const [open, setOpen] = useState<AuditEvent | null>(null)
  const { last = '', from = '', to = '', outcome, ...query } = state.query
  const range = rangeFromUrl({ last, from, to }, '30d')
  const filter = {
    ...query,
    ...rangeEnds(range, Date.now()),
    ...(outcome ? { outcome: outcome as AuditEvent['outcome'] } : {}),
  }
  const result = useQuery(auditQuery(filter))
  const { limit: _limit, cursor: _cursor, sort: _sort, ...exported } = filter
  const file = (format: 'csv' | 'ndjson') => (
    <Button
      variant="secondary"
      component="a"
      href={auditFileUrl({ ...exported, format })}
      download={`audit.${format}`}
    >
      Export {format.toUpperCase()}
    </Button>
  )
  return (
    <>
      <PageHeader title="Audit" description="Who did what, when, with what was before and after" />
      <PageSection hasBodyWrapper={false} className="fg-audit">
        <DataTable
          id="audit"
          label="Audit events"
          columns={auditColumns}
          rowKey={(event) => event.id}
          result={result}
          state={state}
          openKey={open?.id ?? null}
          onOpen={setOpen}
          actions={
            <span className="fg-row">
              {file('csv')}
              {file('ndjson')}
            </span>
          }
          filters={
            <FilterToolbar
              state={state}
              searchHint="Who, action, object"
              choices={[
                { name: 'outcome', label: 'Outcome', options: OUTCOMES },
                {
                  name: 'objectKind',
                  label: 'Object',
                  options: KINDS.map((value) => ({ value, label: value })),
                },
              ]}
              others={{ objectId: 'Object id', actor: 'Who', action: 'Action', requestId: 'Request' }}
            >
              <ToolbarItem>
                <TimeRange value={range} onChange={(next) => state.setFilter(rangeToUrl(next))} />
              </ToolbarItem>
            </FilterToolbar>
          }
          empty={
            <Nothing title="Nothing happened in this time">
              Every change is recorded here with its author.
            </Nothing>
          }
        />
        {open && <EventPanel event={open} onClose={() => setOpen(null)} />}
      </PageSection>
    </>
  )
}
