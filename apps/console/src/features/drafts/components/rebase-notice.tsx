import type { Draft } from '@flowgate/shared'
import { Alert, AlertActionLink } from '@patternfly/react-core'
import { Link } from 'react-router'
import { errorText, isCode } from '../../../lib/api.ts'
import { plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { useCan } from '../../../lib/session.ts'
import { toasts } from '../../../lib/toasts.ts'
import { useDraftActions } from '../api/drafts.ts'

interface Conflict {
  readonly kind: string
  readonly id: string
  readonly name?: string
}
const isConflict = (value: unknown): value is Conflict =>
  typeof value === 'object' && value !== null && 'kind' in value && 'id' in value
const conflictsOf = (error: unknown): readonly Conflict[] =>
  isCode(error, 'conflict') && Array.isArray(error.context.conflicts)
    ? error.context.conflicts.filter(isConflict)
    : []

/** Somebody published since the draft was started: carries its changes over, and asks where both changed the same. */
export const RebaseNotice = ({ draft }: { readonly draft: Draft }) => {
  const { rebase } = useDraftActions(draft.id)
  const { allowed, reason } = useCan('policy:write')
  const conflicts = conflictsOf(rebase.error)
  const run = (keep: 'refuse' | 'mine' | 'theirs') =>
    rebase.mutate(keep, {
      onSuccess: (next) =>
        toasts.add({ variant: 'success', title: `Up to date with revision ${next.baseRevision}` }),
    })
  const compare = (
    <Link to={paths.compare(`revision:${draft.baseRevision}`, `revision:${draft.headRevision}`)}>
      what was published since
    </Link>
  )
  if (conflicts.length > 0)
    return (
      <Alert
        isInline
        variant="danger"
        title={`${plural(conflicts.length, 'object')} changed on both sides`}
        actionLinks={
          <>
            <AlertActionLink onClick={() => run('mine')}>Keep mine</AlertActionLink>
            <AlertActionLink onClick={() => run('theirs')}>Take theirs</AlertActionLink>
          </>
        }
      >
        <ul>
          {conflicts.map((item) => (
            <li key={`${item.kind}/${item.id}`}>
              {item.kind} <strong>{item.name ?? item.id}</strong>
            </li>
          ))}
        </ul>
        Nothing has been changed yet. See {compare}.
      </Alert>
    )
  return (
    <Alert
      isInline
      variant={rebase.error ? 'danger' : 'warning'}
      title={
        rebase.error
          ? errorText(rebase.error)
          : `Revision ${draft.headRevision} was published since this draft was started from ${draft.baseRevision}`
      }
      actionLinks={
        <AlertActionLink
          isDisabled={!allowed || rebase.isPending}
          title={reason}
          onClick={() => run('refuse')}
        >
          Bring up to date
        </AlertActionLink>
      }
    >
      Your changes are carried over to it; see {compare}.
    </Alert>
  )
}
