import { PERMISSION_MEANING, PERMISSIONS } from '@flowgate/shared'
import { PageSection } from '@patternfly/react-core'
import { CheckIcon } from '@patternfly/react-icons'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { useQuery } from '@tanstack/react-query'
import { plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { useSession } from '../../../lib/session.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { Mono } from '../../../ui/text/mono.tsx'
import { rolesQuery } from '../api/users.ts'

/** Every permission against every role. */
export const RolesPage = () => {
  const { data, error, refetch } = useQuery(rolesQuery)
  const { user } = useSession()
  return (
    <>
      <PageHeader
        title="Roles"
        crumbs={[{ label: 'Settings', to: paths.settings() }]}
        description="What each role may do. Every operation of the API names the permission it needs."
      />
      <PageSection hasBodyWrapper={false}>
        {error ? (
          <Failure title="Could not load the roles" error={error} onRetry={() => void refetch()} />
        ) : data ? (
          <Table aria-label="Permissions by role" variant="compact" gridBreakPoint="" isStickyHeader>
            <Thead>
              <Tr>
                <Th>Permission</Th>
                {data.items.map(({ role, label, users }) => (
                  <Th key={role} textCenter modifier="wrap">
                    {label}
                    {role === user.role && ' (you)'}
                    {users !== null && <div className="fg-subtle">{plural(users, 'user')}</div>}
                  </Th>
                ))}
              </Tr>
            </Thead>
            <Tbody>
              {PERMISSIONS.map((permission) => (
                <Tr key={permission}>
                  <Td dataLabel="Permission">
                    <Mono>{permission}</Mono>
                    <div className="fg-subtle">{PERMISSION_MEANING[permission]}</div>
                  </Td>
                  {data.items.map(({ role, label, permissions }) => (
                    <Td key={role} dataLabel={label} textCenter>
                      {permissions.includes(permission) ? (
                        <CheckIcon role="img" aria-label="yes" />
                      ) : (
                        <span role="img" className="fg-subtle" aria-label="no">
                          –
                        </span>
                      )}
                    </Td>
                  ))}
                </Tr>
              ))}
            </Tbody>
          </Table>
        ) : (
          <LoadingLines lines={12} />
        )}
      </PageSection>
    </>
  )
}
