import type { Draft } from '@flowgate/shared'
import {
  Alert,
  Button,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextArea,
} from '@patternfly/react-core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { errorText, isCode } from '../../../lib/api.ts'
import { plural } from '../../../lib/format.ts'
import { useCan } from '../../../lib/session.ts'
import { ChangeList } from '../../../ui/changes/change-list.tsx'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { draftChangesQuery, draftFindingsQuery, draftQuery, useDraftActions } from '../api/drafts.ts'
import { FindingList } from './finding-list.tsx'
import { RealizationProgress } from './realization-progress.tsx'

interface PublishDialogProps {
  readonly draft: Draft
  readonly onClose: () => void
}

/** What will be published, what stands against it, and then how the hosts take it. */
export const PublishDialog = ({ draft: given, onClose }: PublishDialogProps) => {
  const client = useQueryClient()
  // As it was when the dialog opened: what is published is what was shown.
  const [draft] = useState(given)
  const latest = useQuery(draftQuery(draft.id)).data
  const changes = useQuery(draftChangesQuery(draft.id))
  const findings = useQuery(draftFindingsQuery(draft.id))
  const [note, setNote] = useState('')
  const { publish } = useDraftActions(draft.id)
  const { allowed, reason } = useCan('policy:publish')
  const result = publish.data
  const close = () => {
    if (result) void client.invalidateQueries()
    onClose()
  }
  if (result)
    return (
      <Modal isOpen variant="medium" aria-label={`Revision ${result.revision} published`} onClose={close}>
        <ModalHeader
          title={`Revision ${result.revision} published`}
          description={`${plural(result.published.length, 'change')} on the way to ${plural(result.hosts, 'host')}`}
        />
        <ModalBody>
          <RealizationProgress revision={result.revision} hosts={result.hosts} hash={result.hash} />
        </ModalBody>
        <ModalFooter>
          <Button onClick={close}>Close</Button>
        </ModalFooter>
      </Modal>
    )
  const problems = findings.data?.items ?? []
  const errors = problems.filter((item) => item.severity === 'error').length
  const moved = latest !== undefined && latest.etag !== draft.etag && latest.status === 'open'
  const behind = latest?.behind ?? draft.behind
  const error: unknown = publish.error
  return (
    <Modal isOpen variant="medium" aria-label="Publish" onClose={close}>
      <ModalHeader
        title={`Publish “${draft.name}”`}
        description={`As revision ${(latest ?? draft).headRevision + 1}, to every host at once. Established connections are evaluated again.`}
      />
      <ModalBody>
        <div className="fg-stack">
          {error !== null && (
            <Alert
              isInline
              variant="danger"
              title={
                isCode(error, 'precondition_failed')
                  ? 'The draft has changed since this dialog was opened. Close it and look again.'
                  : errorText(error)
              }
            />
          )}
          {behind && (
            <Alert
              isInline
              variant="warning"
              title="Somebody published since. Bring the draft up to date first."
            />
          )}
          {moved && (
            <Alert isInline variant="warning" title="The draft has changed since. Close and look again." />
          )}
          <FormGroup label="Note" fieldId="publish-note">
            <TextArea
              id="publish-note"
              rows={2}
              autoFocus
              maxLength={2_000}
              placeholder="Why: a ticket, who asked for it"
              value={note}
              onChange={(_event, value) => setNote(value)}
            />
          </FormGroup>
          {problems.length > 0 && <FindingList items={problems} view={`draft:${draft.id}`} />}
          {changes.error ? (
            <Failure title="Could not load the changes" error={changes.error} />
          ) : changes.data ? (
            <>
              <strong>{plural(changes.data.items.length, 'change')}</strong>
              <ChangeList items={changes.data.items} view={`draft:${draft.id}`} />
            </>
          ) : (
            <LoadingLines />
          )}
        </div>
      </ModalBody>
      <ModalFooter>
        <Button
          isLoading={publish.isPending}
          isDisabled={
            !allowed || publish.isPending || errors > 0 || behind || moved || !findings.data || !changes.data
          }
          title={allowed ? '' : reason}
          onClick={() => publish.mutate({ note, etag: draft.etag })}
        >
          Publish
        </Button>
        <Button variant="link" onClick={close}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}
