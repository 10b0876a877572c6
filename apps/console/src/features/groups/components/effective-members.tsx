import type { effectiveMember } from '@flowgate/shared'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { z } from 'zod'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { paths } from '../../../lib/paths.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Mono } from '../../../ui/text/mono.tsx'
import { effectiveMembersQuery } from '../api/groups.ts'

type Member = z.infer<typeof effectiveMember>
const FILTERS: readonly string[] = []

interface EffectiveMembersProps {
  readonly groupId: string
  readonly view: string
  readonly names: ObjectNames
}

/** What a group resolves to now, each with the reason why it is in. */
export const EffectiveMembers = ({ groupId, view, names }: EffectiveMembersProps) => {
  const state = useTableState(FILTERS)
  const result = useQuery(effectiveMembersQuery(groupId, { ...state.query, view }))
  const columns: readonly Column<Member>[] = [
    {
      key: 'name',
      label: 'Workload',
      sort: 'name',
      pinned: true,
      render: (member) => <Link to={paths.workload(member.workloadId)}>{member.name}</Link>,
    },
    { key: 'addresses', label: 'Addresses', render: (member) => <Mono>{member.addresses.join(', ')}</Mono> },
    {
      key: 'reasons',
      label: 'Because',
      render: (member) => (
        <span className="fg-row fg-row--wrap">
          {member.reasons.map((reason) => (
            <span key={reason.text} className="fg-row">
              {reason.path.slice(1).map((id) => (
                <ObjectChip key={id} kind="group" name={names.group(id).name} to={paths.group(id)} />
              ))}
              {reason.text}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'tags',
      label: 'Tags',
      render: (member) => (
        <span className="fg-row fg-row--wrap">
          {member.tags.map((tag) => (
            <ObjectChip key={tag} kind="tag" name={tag} />
          ))}
        </span>
      ),
    },
  ]
  const addresses = result.data?.addresses ?? []
  return (
    <div className="fg-tab-body">
      <DataTable
        id="effective-members"
        label="Effective members"
        columns={columns}
        rowKey={(member) => member.workloadId}
        result={result}
        state={state}
        filters={<FilterToolbar state={state} searchHint="Name, address or tag" />}
        empty={
          <Nothing title="No workloads belong to this group now">
            {addresses.length > 0
              ? `It holds addresses only: ${addresses.slice(0, 20).join(', ')}`
              : undefined}
          </Nothing>
        }
      />
    </div>
  )
}
