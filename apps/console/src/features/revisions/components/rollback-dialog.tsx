import { useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { ChangeList } from '../../../ui/changes/change-list.tsx'
import { ConfirmDialog } from '../../../ui/dialog/confirm-dialog.tsx'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { compareQuery, useRollbackDraft } from '../api/revisions.ts'

interface RollbackDialogProps {
  readonly revision: number
  readonly onClose: () => void
}

/** What returns, before anything is made; then a draft to review and publish. */
export const RollbackDialog = ({ revision, onClose }: RollbackDialogProps) => {
  const navigate = useNavigate()
  const view = `revision:${revision}`
  const { data, error } = useQuery(compareQuery('published', view))
  const rollback = useRollbackDraft()
  const start = async () => {
    if (data?.items.length === 0) throw new Error(`What is published already equals revision ${revision}.`)
    const draft = await rollback.mutateAsync(revision)
    void navigate(paths.draft(draft.id))
  }
  return (
    <ConfirmDialog
      title={`Roll back to revision ${revision}?`}
      confirmLabel="Open as draft"
      onConfirm={start}
      onClose={onClose}
    >
      <p>
        Its content opens as a draft to review and publish as the next revision. Hit counts and rule ids are
        kept; history is not rewritten.
      </p>
      {error ? (
        <Failure title="Could not compare" error={error} />
      ) : !data ? (
        <LoadingLines lines={3} />
      ) : data.items.length === 0 ? (
        <p>What is published already equals this revision.</p>
      ) : (
        <>
          <strong>{plural(data.items.length, 'object')} will return to what it was</strong>
          <ChangeList items={data.items} view={view} />
        </>
      )}
    </ConfirmDialog>
  )
}
