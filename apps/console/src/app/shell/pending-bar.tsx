import { type Draft, discardDraft } from '@flowgate/shared'
import { Button, Label } from '@patternfly/react-core'
import { ExclamationCircleIcon, ExclamationTriangleIcon, PencilAltIcon } from '@patternfly/react-icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { api } from '../../lib/api.ts'
import { plural } from '../../lib/format.ts'
import { useMyDraft } from '../../lib/my-draft.ts'
import { paths } from '../../lib/paths.ts'
import { useSlots } from '../../lib/slots.ts'
import { toasts } from '../../lib/toasts.ts'
import { ConfirmDialog } from '../../ui/dialog/confirm-dialog.tsx'
import { GuardedButton } from '../../ui/guarded-button.tsx'

/** On every page while one's own draft holds unpublished changes. */
export const PendingBar = () => {
  const draft = useMyDraft()
  const { PublishDialog } = useSlots()
  // Outlives the bar: once it is published the draft is no more, and the dialog goes on to show how the hosts take it.
  const [publishing, setPublishing] = useState<Draft | null>(null)
  return (
    <>
      {draft && draft.changeCount > 0 && (
        <Bar draft={draft} {...(PublishDialog ? { onPublish: () => setPublishing(draft) } : {})} />
      )}
      {publishing && PublishDialog && (
        <Suspense fallback={null}>
          <PublishDialog draft={publishing} onClose={() => setPublishing(null)} />
        </Suspense>
      )}
    </>
  )
}

const publishBlocked = (draft: Draft): string | null => {
  if (draft.findings.errors > 0)
    return `${plural(draft.findings.errors, 'error')} in the draft must be mended before it can be published.`
  return draft.behind ? 'Somebody published since. Bring the draft up to date first.' : null
}

interface BarProps {
  readonly draft: Draft
  readonly onPublish?: () => void
}
const Bar = ({ draft, onPublish }: BarProps) => {
  const [isDiscarding, setDiscarding] = useState(false)
  const navigate = useNavigate()
  const { errors, warnings } = draft.findings
  return (
    <section className="fg-pending" aria-label="Pending changes">
      <PencilAltIcon className="fg-pending__icon" />
      <span className="fg-pending__text">
        <Link to={paths.draft(draft.id)}>{draft.name}</Link>:{' '}
        <strong>{plural(draft.changeCount, 'change')}</strong> not published
      </span>
      {errors > 0 && (
        <Label isCompact color="red" icon={<ExclamationCircleIcon />}>
          {plural(errors, 'error')}
        </Label>
      )}
      {warnings > 0 && (
        <Label isCompact color="orange" icon={<ExclamationTriangleIcon />}>
          {plural(warnings, 'warning')}
        </Label>
      )}
      {draft.behind && (
        <Label isCompact color="orange" icon={<ExclamationTriangleIcon />}>
          behind revision {draft.headRevision}
        </Label>
      )}
      <span className="fg-pending__actions">
        <Button variant="secondary" size="sm" onClick={() => void navigate(paths.draft(draft.id))}>
          Review
        </Button>
        <GuardedButton
          requires="policy:publish"
          blocked={publishBlocked(draft)}
          variant="primary"
          size="sm"
          onClick={() => (onPublish ? onPublish() : void navigate(paths.draft(draft.id)))}
        >
          Publish
        </GuardedButton>
        <GuardedButton requires="policy:write" variant="link" size="sm" onClick={() => setDiscarding(true)}>
          Discard
        </GuardedButton>
      </span>
      {isDiscarding && <DiscardDialog draft={draft} onClose={() => setDiscarding(false)} />}
    </section>
  )
}

const DiscardDialog = ({ draft, onClose }: { readonly draft: Draft; readonly onClose: () => void }) => {
  const client = useQueryClient()
  const discard = useMutation({
    meta: { handlesError: true },
    mutationFn: () => api.call(discardDraft, { params: { draftId: draft.id } }),
    onSuccess: () => {
      toasts.add({ variant: 'info', title: `Draft “${draft.name}” was discarded` })
      return client.invalidateQueries()
    },
  })
  return (
    <ConfirmDialog
      title={`Discard draft “${draft.name}”?`}
      confirmLabel={`Discard ${plural(draft.changeCount, 'change')}`}
      danger
      onConfirm={() => discard.mutateAsync()}
      onClose={onClose}
    >
      <p>
        {plural(draft.changeCount, 'change')} will be lost. Revision {draft.headRevision}, which the hosts
        enforce, stays as it is.
      </p>
    </ConfirmDialog>
  )
}
