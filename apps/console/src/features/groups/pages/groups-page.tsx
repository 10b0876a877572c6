import type { GroupItem } from '@flowgate/shared'
import { PageSection } from '@patternfly/react-core'
import { CubesIcon, PlusIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { type PolicyView, usePolicyView } from '../../../lib/view.ts'
import { ChangeMark } from '../../../ui/change-mark.tsx'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { LoadingLines, Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { CopyMono } from '../../../ui/text/mono.tsx'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { ViewSwitch } from '../../../ui/view-switch.tsx'
import { groupsQuery } from '../api/groups.ts'
import { CreateGroupDialog } from '../components/create-group-dialog.tsx'
import { DeleteGroup } from '../components/delete-group.tsx'
import { criteriaText } from '../model/criteria-tree.ts'

const FILTERS = ['change', 'workload'] as const
const contentOf = ({ members, criteria }: GroupItem): string =>
  [
    ...Object.entries(members).flatMap(([kind, list]) => (list.length > 0 ? [`${list.length} ${kind}`] : [])),
    ...(criteria ? [criteriaText(criteria)] : []),
  ].join(' · ')

export const GroupsPage = () => {
  const view = usePolicyView()
  return view ? (
    <Groups view={view} />
  ) : (
    <PageSection isFilled>
      <LoadingLines lines={8} />
    </PageSection>
  )
}

const Groups = ({ view }: { readonly view: PolicyView }) => {
  const state = useTableState(FILTERS, { sort: 'name' })
  const navigate = useNavigate()
  const { change, ...rest } = state.query
  const changed = (['added', 'modified', 'removed'] as const).find((item) => item === change)
  const result = useQuery(groupsQuery({ ...rest, view: view.view, ...(changed ? { change: changed } : {}) }))
  const [creating, setCreating] = useState(false)
  const [deleting, setDeleting] = useState<GroupItem | null>(null)
  const asked = view.view === 'draft:mine' || view.kind === 'published' ? undefined : view.view
  const columns: readonly Column<GroupItem>[] = [
    {
      key: 'name',
      label: 'Name',
      sort: 'name',
      pinned: true,
      render: (group) => (
        <span className="fg-row">
          <Link to={paths.group(group.id, { view: asked })}>{group.name}</Link>
          <ChangeMark change={group.change} />
        </span>
      ),
    },
    {
      key: 'id',
      label: 'Id',
      optional: true,
      render: (group) => <CopyMono text={group.id} what="Copy id" />,
    },
    {
      key: 'content',
      label: 'Members and criteria',
      render: (group) => contentOf(group) || <span className="fg-subtle">empty</span>,
    },
    { key: 'description', label: 'Description', optional: true, render: (group) => group.description },
    {
      key: 'memberCount',
      label: 'Members',
      sort: 'memberCount',
      numeric: true,
      hint: 'What the group resolves to now',
      render: (group) => <Quantity value={group.memberCount} />,
    },
    {
      key: 'usedBy',
      label: 'Used by',
      sort: 'usedBy',
      numeric: true,
      render: (group) => <Quantity value={group.usedBy} />,
    },
  ]
  const create = (
    <GuardedButton
      requires="policy:write"
      blocked={view.readOnlyReason}
      icon={<PlusIcon />}
      onClick={() => setCreating(true)}
    >
      New group
    </GuardedButton>
  )
  return (
    <>
      <PageHeader title="Security groups" badge={<ViewSwitch view={view} />} actions={create} />
      <PageSection isFilled>
        <DataTable
          id="groups"
          label="Security groups"
          columns={columns}
          rowKey={(group) => group.id}
          result={result}
          state={state}
          isMarked={(group) => group.change !== null}
          onOpen={(group) => void navigate(paths.group(group.id, { view: asked }))}
          filters={
            <FilterToolbar
              state={state}
              searchHint="Name, id or description"
              choices={[
                {
                  name: 'change',
                  label: 'Changed',
                  options: ['added', 'modified', 'removed'].map((value) => ({ value, label: value })),
                },
              ]}
              others={{ workload: 'Workload' }}
            />
          }
          rowActions={[
            { label: 'Edit', onSelect: (group) => void navigate(paths.group(group.id, { view: asked })) },
            {
              label: 'Delete…',
              danger: true,
              blocked: () => view.readOnlyReason,
              onSelect: setDeleting,
            },
          ]}
          empty={
            <Nothing title="No security groups yet" icon={CubesIcon} action={create}>
              Rules name groups instead of addresses. A group holds workloads, other groups, segments and
              addresses, or whatever fits its criteria.
            </Nothing>
          }
        />
      </PageSection>
      {creating && (
        <CreateGroupDialog
          name=""
          onCreated={(group) => {
            setCreating(false)
            void navigate(paths.group(group.id))
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {deleting && (
        <DeleteGroup
          group={deleting}
          view={view}
          onDeleted={() => setDeleting(null)}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  )
}
