import type { hostRules, Output } from '@flowgate/shared'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { ActionMark } from '../../../ui/state/action-mark.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { hostRulesQuery } from '../api/host-rules.ts'

type HostRule = Output<typeof hostRules>['items'][number]

const columns: readonly Column<HostRule>[] = [
  {
    key: 'sequence',
    label: '#',
    numeric: true,
    pinned: true,
    render: (rule) => <span className="fg-num">{rule.sequence}</span>,
  },
  { key: 'category', label: 'Category', render: (rule) => rule.category },
  {
    key: 'policy',
    label: 'Policy',
    render: (rule) => <Link to={paths.policy(rule.policyId)}>{rule.policyName}</Link>,
  },
  {
    key: 'rule',
    label: 'Rule',
    pinned: true,
    render: (rule) => <Link to={paths.rule(rule.policyId, rule.ruleId, 'published')}>{rule.ruleName}</Link>,
  },
  { key: 'sources', label: 'Sources', render: (rule) => rule.sources },
  { key: 'destinations', label: 'Destinations', render: (rule) => rule.destinations },
  { key: 'services', label: 'Services', render: (rule) => rule.services },
  { key: 'action', label: 'Action', render: (rule) => <ActionMark action={rule.action} /> },
  {
    key: 'workloads',
    label: 'Workloads',
    numeric: true,
    hint: 'On this host, that the rule is enforced at',
    render: (rule) => <Quantity value={rule.workloads} />,
  },
  {
    key: 'hits',
    label: 'Hits',
    numeric: true,
    hint: 'Since this engine started',
    render: (rule) => <Quantity value={rule.hits} />,
  },
]
const NO_FILTERS = [] as const

/** The rules as the host compiled them, linked back to where they were written. */
export const HostRules = ({ hostId }: { readonly hostId: string }) => {
  const state = useTableState(NO_FILTERS)
  const result = useQuery(hostRulesQuery(hostId, state.query))
  return (
    <DataTable
      id="host-rules"
      label="Effective rules"
      columns={columns}
      rowKey={(rule) => rule.ruleId}
      result={result}
      state={state}
      filters={<FilterToolbar state={state} searchHint="Policy, rule or group" />}
      empty={
        <Nothing title="This host enforces no rules">
          Nothing in the revision concerns its workloads; the default rule decides.
        </Nothing>
      }
    />
  )
}
