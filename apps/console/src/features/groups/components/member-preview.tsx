import { Alert } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { errorText } from '../../../lib/api.ts'
import { formatExact, plural } from '../../../lib/format.ts'
import { useDebounced } from '../../../lib/use-debounced.ts'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { groupPreviewQuery } from '../api/groups.ts'
import { criteriaOf, type GroupForm } from '../model/group-form.ts'

/** How many, and who, while the form is being typed. */
export const MemberPreview = ({ form, view }: { readonly form: GroupForm; readonly view: string }) => {
  const text = JSON.stringify({ members: form.members, criteria: criteriaOf(form) })
  const settled = useDebounced(text, 200)
  const { data, error, isFetching } = useQuery(groupPreviewQuery(JSON.parse(settled), view))
  if (error) return <Alert isInline isPlain variant="warning" title={errorText(error)} />
  return (
    <section className="fg-preview" aria-label="Members now" aria-busy={isFetching}>
      <strong className="fg-num" aria-live="polite">
        {data ? `${formatExact(data.total)} ${data.total === 1 ? 'member' : 'members'}` : 'Counting…'}
      </strong>
      {data && data.sample.length > 0 && (
        <div className="fg-preview__list">
          {data.sample.slice(0, 12).map((member) => (
            <span key={member.workloadId} title={member.reasons.map((reason) => reason.text).join('\n')}>
              <ObjectChip kind="workload" name={member.name} />{' '}
              <span className="fg-subtle fg-mono">{member.addresses[0] ?? ''}</span>
            </span>
          ))}
        </div>
      )}
      {data && data.total > Math.min(12, data.sample.length) && (
        <span className="fg-subtle">
          and {plural(data.total - Math.min(12, data.sample.length), 'more', 'more')}
        </span>
      )}
      {data && data.addresses.length > 0 && data.total === 0 && (
        <span className="fg-subtle">Addresses only: {data.addresses.slice(0, 6).join(', ')}</span>
      )}
    </section>
  )
}
