import type { AuditEvent } from '@flowgate/shared'
import type { Column } from '../../../ui/table/column.ts'
import { Mono } from '../../../ui/text/mono.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { OutcomeMark } from './outcome-mark.tsx'

export const auditColumns: readonly Column<AuditEvent>[] = [
  { key: 'at', label: 'When', sort: 'at', pinned: true, render: ({ at }) => <Time at={at} exact /> },
  { key: 'actor', label: 'Who', render: ({ actor }) => actor.name },
  { key: 'action', label: 'Action', pinned: true, render: ({ action }) => <Mono>{action}</Mono> },
  {
    key: 'object',
    label: 'Object',
    render: ({ object }) =>
      object === null ? (
        <span className="fg-subtle">none</span>
      ) : (
        <span>
          <span className="fg-subtle">{object.kind}</span> {object.name ?? object.id}
        </span>
      ),
  },
  { key: 'outcome', label: 'Outcome', render: ({ outcome }) => <OutcomeMark outcome={outcome} /> },
  { key: 'address', label: 'From', optional: true, render: ({ address }) => <Mono>{address ?? '–'}</Mono> },
  {
    key: 'request',
    label: 'Request',
    optional: true,
    render: ({ requestId }) => <Mono>{requestId?.slice(0, 8) ?? '–'}</Mono>,
  },
]
