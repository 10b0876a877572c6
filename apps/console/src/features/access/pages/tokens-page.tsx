import type { ApiToken } from '@flowgate/shared'
import { Label, PageSection } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { ConfirmDialog } from '../../../ui/dialog/confirm-dialog.tsx'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Mono } from '../../../ui/text/mono.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { tokensQuery, useRevokeToken } from '../api/tokens.ts'
import { CreateTokenDialog } from '../components/create-token-dialog.tsx'

const statusOf = ({ revokedAt, expiresAt }: ApiToken): 'revoked' | 'expired' | 'active' =>
  revokedAt !== null ? 'revoked' : Date.parse(expiresAt) < Date.now() ? 'expired' : 'active'

const columns: readonly Column<ApiToken>[] = [
  { key: 'name', label: 'Name', pinned: true, render: ({ name }) => name },
  { key: 'prefix', label: 'Begins with', render: ({ prefix }) => <Mono>{prefix}…</Mono> },
  {
    key: 'status',
    label: 'Status',
    render: (token) => (
      <Label isCompact color={statusOf(token) === 'active' ? 'green' : 'grey'}>
        {statusOf(token)}
      </Label>
    ),
  },
  {
    key: 'permissions',
    label: 'May',
    render: ({ permissions }) => (
      <span title={permissions.join(', ')}>{plural(permissions.length, 'permission')}</span>
    ),
  },
  { key: 'expires', label: 'Expires', render: ({ expiresAt }) => <Time at={expiresAt} /> },
  { key: 'used', label: 'Last used', render: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
  { key: 'created', label: 'Created', render: ({ createdAt }) => <Time at={createdAt} /> },
]
const NO_FILTERS = [] as const

const RevokeDialog = ({ token, onClose }: { readonly token: ApiToken; readonly onClose: () => void }) => {
  const revoke = useRevokeToken()
  return (
    <ConfirmDialog
      title={`Revoke ${token.name}?`}
      confirmLabel="Revoke"
      danger
      onConfirm={() => revoke.mutateAsync(token.id)}
      onClose={onClose}
    >
      <p>
        Whatever uses it is refused from the next request on
        {token.lastUsedAt === null ? '; it was never used.' : '.'} This cannot be taken back.
      </p>
    </ConfirmDialog>
  )
}

export const TokensPage = () => {
  const state = useTableState(NO_FILTERS)
  const result = useQuery(tokensQuery(state.query))
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiToken | null>(null)
  return (
    <>
      <PageHeader
        title="API tokens"
        crumbs={[{ label: 'Settings', to: paths.settings() }]}
        description="Your own, for the command line and for programs. Each may do a part of what you may."
        actions={
          <GuardedButton requires="token:write" onClick={() => setCreating(true)}>
            Create a token
          </GuardedButton>
        }
      />
      <PageSection hasBodyWrapper={false}>
        <DataTable
          id="tokens"
          label="API tokens"
          columns={columns}
          rowKey={({ id }) => id}
          result={result}
          state={state}
          filters={<FilterToolbar state={state} searchHint="Name" />}
          rowActions={[
            {
              label: 'Revoke…',
              danger: true,
              blocked: (token) => (token.revokedAt === null ? null : 'It is revoked already.'),
              onSelect: setRevoking,
            },
          ]}
          empty={
            <Nothing
              title="No API tokens"
              action={
                <GuardedButton requires="token:write" onClick={() => setCreating(true)}>
                  Create a token
                </GuardedButton>
              }
            >
              A token lets a program or the flowgate command work with a part of your permissions, for a
              limited time.
            </Nothing>
          }
        />
      </PageSection>
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} />}
      {revoking && <RevokeDialog token={revoking} onClose={() => setRevoking(null)} />}
    </>
  )
}
