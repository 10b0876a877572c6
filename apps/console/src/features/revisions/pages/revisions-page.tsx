import type { Revision } from '@flowgate/shared'
import { Button, Label, PageSection } from '@patternfly/react-core'
import { HistoryIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { formatDuration } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { useCan } from '../../../lib/session.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { CopyMono } from '../../../ui/text/mono.tsx'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { revisionsQuery } from '../api/revisions.ts'
import { RollbackDialog } from '../components/rollback-dialog.tsx'

const FILTERS: readonly string[] = []
export const changeCounts = ({ changes }: Revision): string =>
  [
    changes.added > 0 ? `+${changes.added}` : '',
    changes.modified > 0 ? `~${changes.modified}` : '',
    changes.moved > 0 ? `↕${changes.moved}` : '',
    changes.removed > 0 ? `−${changes.removed}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ') || 'none'

const columnsWith = (head: number): readonly Column<Revision>[] => [
  {
    key: 'number',
    label: 'Revision',
    pinned: true,
    render: ({ number, rollbackOf }) => (
      <span className="fg-row">
        <Link to={paths.revision(number)} className="fg-num">
          r{number}
        </Link>
        {number === head && (
          <Label isCompact color="green">
            published
          </Label>
        )}
        {rollbackOf !== null && (
          <Label isCompact icon={<HistoryIcon />}>
            of r{rollbackOf}
          </Label>
        )}
      </span>
    ),
  },
  { key: 'publishedAt', label: 'Published', render: (revision) => <Time at={revision.publishedAt} /> },
  { key: 'author', label: 'Author', render: (revision) => revision.author.name },
  {
    key: 'note',
    label: 'Note',
    render: (revision) => revision.note || <span className="fg-subtle">none</span>,
  },
  {
    key: 'changes',
    label: 'Changes',
    hint: 'Added, modified, moved, removed objects',
    render: (revision) => <span className="fg-mono fg-nowrap">{changeCounts(revision)}</span>,
  },
  {
    key: 'rules',
    label: 'Rules',
    numeric: true,
    render: (revision) => <Quantity value={revision.counts.rules} />,
  },
  {
    key: 'realization',
    label: 'Realized',
    render: ({ realization: { hosts, realized, p95Ms } }) => (
      <span className="fg-num">
        {realized} of {hosts}
        {p95Ms !== null && <span className="fg-subtle"> in {formatDuration(p95Ms)}</span>}
      </span>
    ),
  },
  {
    key: 'hash',
    label: 'Hash',
    render: (revision) => <CopyMono text={revision.hash.slice(0, 12)} what="Copy hash" />,
  },
]

export const RevisionsPage = () => {
  const state = useTableState(FILTERS)
  const navigate = useNavigate()
  const result = useQuery(revisionsQuery(state.query))
  const [rollback, setRollback] = useState<number | null>(null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const write = useCan('policy:write')
  const head = useQuery(revisionsQuery({ limit: 1 })).data?.items[0]?.number ?? -1
  const [one, other] = [...chosen].map(Number).sort((a, b) => a - b)
  const hasTwo = chosen.size === 2 && one !== undefined && other !== undefined
  return (
    <>
      <PageHeader title="Revisions" description="Every published policy set, newest first." />
      <PageSection isFilled>
        <DataTable
          id="revisions"
          label="Revisions"
          columns={columnsWith(head)}
          rowKey={(revision) => String(revision.number)}
          result={result}
          state={state}
          selection={{ ids: chosen, onChange: setChosen }}
          onOpen={(revision) => void navigate(paths.revision(revision.number))}
          filters={<FilterToolbar state={state} searchHint="Note, author or hash" />}
          actions={
            <Button
              variant="secondary"
              isDisabled={!hasTwo}
              onClick={() => hasTwo && void navigate(paths.compare(`revision:${one}`, `revision:${other}`))}
            >
              Compare two selected
            </Button>
          }
          rowActions={[
            {
              label: 'Compare with published',
              onSelect: ({ number }) => void navigate(paths.compare(`revision:${number}`, 'published')),
            },
            {
              label: 'Look at its policies',
              onSelect: ({ number }) => void navigate(paths.policies({ view: `revision:${number}` })),
            },
            {
              label: 'Roll back to it…',
              blocked: ({ number }) =>
                write.allowed ? (number === head ? 'It is what is published.' : null) : write.reason,
              onSelect: ({ number }) => setRollback(number),
            },
          ]}
          empty={
            <Nothing
              title="Nothing has been published yet"
              icon={HistoryIcon}
              action={<Link to={paths.policies()}>Write the first policy</Link>}
            >
              Publishing a draft makes a revision, which every host then enforces. Until then the default rule
              decides everything.
            </Nothing>
          }
        />
      </PageSection>
      {rollback !== null && <RollbackDialog revision={rollback} onClose={() => setRollback(null)} />}
    </>
  )
}
