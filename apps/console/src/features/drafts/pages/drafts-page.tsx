import type { Draft } from '@flowgate/shared'
import { Label, PageSection } from '@patternfly/react-core'
import { PencilAltIcon, PlusIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { useSession } from '../../../lib/session.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { draftsQuery, useCreateDraft } from '../api/drafts.ts'

const FILTERS = ['status'] as const
const STATUS = ['published', 'discarded'] as const

const COLUMNS: readonly Column<Draft>[] = [
  {
    key: 'name',
    label: 'Draft',
    sort: 'name',
    pinned: true,
    render: (draft) => <Link to={paths.draft(draft.id)}>{draft.name}</Link>,
  },
  { key: 'owner', label: 'Owner', render: (draft) => draft.owner.name },
  {
    key: 'base',
    label: 'Started from',
    render: (draft) => (
      <span className="fg-row">
        <Link to={paths.revision(draft.baseRevision)}>r{draft.baseRevision}</Link>
        {draft.behind && draft.status === 'open' && (
          <Label isCompact color="orange">
            behind r{draft.headRevision}
          </Label>
        )}
      </span>
    ),
  },
  {
    key: 'changes',
    label: 'Changes',
    numeric: true,
    render: (draft) => <Quantity value={draft.changeCount} />,
  },
  {
    key: 'findings',
    label: 'Findings',
    render: ({ findings: { errors, warnings } }) => (
      <span className="fg-row">
        {errors > 0 && (
          <Label isCompact color="red">
            {plural(errors, 'error')}
          </Label>
        )}
        {warnings > 0 && (
          <Label isCompact color="orange">
            {plural(warnings, 'warning')}
          </Label>
        )}
        {errors + warnings === 0 && <span className="fg-subtle">none</span>}
      </span>
    ),
  },
  {
    key: 'updatedAt',
    label: 'Last edit',
    sort: 'updatedAt',
    render: (draft) => <Time at={draft.updatedAt} />,
  },
  {
    key: 'createdAt',
    label: 'Started',
    sort: 'createdAt',
    optional: true,
    render: (draft) => <Time at={draft.createdAt} />,
  },
]

export const DraftsPage = () => {
  const state = useTableState(FILTERS)
  const navigate = useNavigate()
  const { user } = useSession()
  const { status, ...rest } = state.query
  const asked = STATUS.find((item) => item === status)
  const result = useQuery(draftsQuery({ ...rest, ...(asked ? { status: asked } : {}) }))
  const create = useCreateDraft()
  const start = (
    <GuardedButton
      requires="policy:write"
      icon={<PlusIcon />}
      isLoading={create.isPending}
      onClick={() =>
        create.mutate(`Draft of ${user.name}`, { onSuccess: (draft) => void navigate(paths.draft(draft.id)) })
      }
    >
      New draft
    </GuardedButton>
  )
  return (
    <>
      <PageHeader
        title="Drafts"
        description="Every edit goes to a draft; nothing is enforced until it is published."
        actions={start}
      />
      <PageSection isFilled>
        <DataTable
          id="drafts"
          label="Drafts"
          columns={COLUMNS}
          rowKey={(draft) => draft.id}
          result={result}
          state={state}
          onOpen={(draft) => void navigate(paths.draft(draft.id))}
          filters={
            <FilterToolbar
              state={state}
              searchHint="Name or owner"
              choices={[
                {
                  name: 'status',
                  label: 'Closed',
                  options: STATUS.map((value) => ({ value, label: value })),
                },
              ]}
            />
          }
          empty={
            <Nothing title="No open drafts" icon={PencilAltIcon} action={start}>
              The first edit of a policy, group or service starts one.
            </Nothing>
          }
        />
      </PageSection>
    </>
  )
}
