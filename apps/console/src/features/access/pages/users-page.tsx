import { ROLE_LABEL, type User } from '@flowgate/shared'
import { Label, PageSection } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { paths } from '../../../lib/paths.ts'
import { useCan } from '../../../lib/session.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Time } from '../../../ui/text/time.tsx'
import { usersQuery } from '../api/users.ts'
import { DisableUserDialog } from '../components/disable-user-dialog.tsx'
import { CreateUserDialog, EditUserDialog } from '../components/user-dialog.tsx'

const columns: readonly Column<User>[] = [
  { key: 'name', label: 'Name', sort: 'name', pinned: true, render: ({ name }) => name },
  { key: 'email', label: 'E-mail', sort: 'email', pinned: true, render: ({ email }) => email },
  { key: 'role', label: 'Role', sort: 'role', render: ({ role }) => ROLE_LABEL[role] },
  {
    key: 'scope',
    label: 'Sees',
    render: ({ scope }) =>
      scope.length === 0 ? 'everything' : scope.map((one) => <ObjectChip key={one} kind="tag" name={one} />),
  },
  {
    key: 'status',
    label: 'Status',
    render: ({ disabled }) =>
      disabled ? (
        <Label isCompact color="grey">
          Disabled
        </Label>
      ) : (
        <Label isCompact color="green">
          Active
        </Label>
      ),
  },
  {
    key: 'secondFactor',
    label: 'Second factor',
    render: ({ secondFactor }) => (secondFactor ? 'on' : <span className="fg-subtle">off</span>),
  },
  {
    key: 'lastSignIn',
    label: 'Last sign-in',
    sort: 'lastSignInAt',
    render: ({ lastSignInAt }) => <Time at={lastSignInAt} />,
  },
  {
    key: 'created',
    label: 'Created',
    sort: 'createdAt',
    optional: true,
    render: ({ createdAt }) => <Time at={createdAt} />,
  },
]
const NO_FILTERS = [] as const
type Dialog = { readonly kind: 'create' } | { readonly kind: 'edit' | 'disable'; readonly user: User } | null

export const UsersPage = () => {
  const state = useTableState(NO_FILTERS, { sort: 'name' })
  const result = useQuery(usersQuery(state.query))
  const [dialog, setDialog] = useState<Dialog>(null)
  const access = useCan('user:write')
  const blocked = () => (access.allowed ? null : access.reason)
  const close = () => setDialog(null)
  return (
    <>
      <PageHeader
        title="Users"
        crumbs={[{ label: 'Settings', to: paths.settings() }]}
        description="Who may sign in, with which role, and what they see"
        actions={
          <GuardedButton requires="user:write" onClick={() => setDialog({ kind: 'create' })}>
            Add a user
          </GuardedButton>
        }
      />
      <PageSection hasBodyWrapper={false}>
        <DataTable
          id="users"
          label="Users"
          columns={columns}
          rowKey={({ id }) => id}
          result={result}
          state={state}
          filters={<FilterToolbar state={state} searchHint="Name, e-mail or role" />}
          rowActions={[
            { label: 'Change…', blocked, onSelect: (user) => setDialog({ kind: 'edit', user }) },
            {
              label: 'Disable or enable…',
              blocked,
              danger: true,
              onSelect: (user) => setDialog({ kind: 'disable', user }),
            },
          ]}
          empty={<Nothing title="No users">The first administrator is made when Flowgate starts.</Nothing>}
        />
      </PageSection>
      {dialog?.kind === 'create' && <CreateUserDialog onClose={close} />}
      {dialog?.kind === 'edit' && <EditUserDialog user={dialog.user} onClose={close} />}
      {dialog?.kind === 'disable' && <DisableUserDialog user={dialog.user} onClose={close} />}
    </>
  )
}
