import { compareViews, type Draft } from '@flowgate/shared'
import { Alert, Label, PageSection, Tab, Tabs, TabTitleText } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { api } from '../../../lib/api.ts'
import { useDraftUndo } from '../../../lib/draft-undo.ts'
import { plural } from '../../../lib/format.ts'
import { useMyDraft } from '../../../lib/my-draft.ts'
import { paths } from '../../../lib/paths.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { ChangeList } from '../../../ui/changes/change-list.tsx'
import { ConfirmDialog } from '../../../ui/dialog/confirm-dialog.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Failure, LoadingLines, Nothing } from '../../../ui/states.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { DiffView } from '../../../ui/yaml/diff-view.tsx'
import { draftChangesQuery, draftFindingsQuery, draftQuery, useDraftActions } from '../api/drafts.ts'
import { FindingList } from '../components/finding-list.tsx'
import { PublishDialog } from '../components/publish-dialog.tsx'
import { RebaseNotice } from '../components/rebase-notice.tsx'
import { RenameDialog } from '../components/rename-dialog.tsx'

const CRUMBS = [{ label: 'Drafts', to: paths.drafts() }]
const DEFAULTS = { tab: 'changes' } as const

export const DraftPage = () => {
  const { draftId = '' } = useParams()
  const { data, error, refetch } = useQuery(draftQuery(draftId))
  if (data) return <Review key={data.id} draft={data} />
  return (
    <>
      <PageHeader title="Draft" crumbs={CRUMBS} />
      <PageSection isFilled>
        {error ? (
          <Failure title="Could not load the draft" error={error} onRetry={() => void refetch()} />
        ) : (
          <LoadingLines lines={8} />
        )}
      </PageSection>
    </>
  )
}

const Review = ({ draft }: { readonly draft: Draft }) => {
  const navigate = useNavigate()
  const [url, setUrl] = useUrlState(DEFAULTS)
  const changes = useQuery(draftChangesQuery(draft.id))
  const findings = useQuery(draftFindingsQuery(draft.id)).data?.items
  const { discard } = useDraftActions(draft.id)
  const [dialog, setDialog] = useState<'none' | 'publish' | 'discard' | 'rename'>('none')
  const isOpen = draft.status === 'open'
  const mine = useMyDraft()
  const view = `draft:${draft.id}`
  const undo = useDraftUndo(isOpen && mine?.id === draft.id)
  const closed = isOpen ? null : `The draft is ${draft.status}.`
  const blocked =
    closed ??
    (draft.changeCount === 0
      ? 'The draft changes nothing.'
      : draft.findings.errors > 0
        ? `${plural(draft.findings.errors, 'error')} must be mended first.`
        : draft.behind
          ? 'Somebody published since. Bring the draft up to date first.'
          : null)
  const close = () => setDialog('none')
  return (
    <>
      <PageHeader
        title={draft.name}
        crumbs={CRUMBS}
        badge={<Label isCompact>{draft.status}</Label>}
        description={
          <>
            {draft.owner.name}, from{' '}
            <Link to={paths.revision(draft.baseRevision)}>revision {draft.baseRevision}</Link>, last edit{' '}
            <Time at={draft.updatedAt} />
          </>
        }
        actions={
          <>
            <GuardedButton
              requires="policy:write"
              blocked={undo.canUndo ? null : 'There is nothing to undo.'}
              variant="secondary"
              onClick={undo.undo}
            >
              Undo
            </GuardedButton>
            <GuardedButton
              requires="policy:write"
              blocked={closed}
              variant="secondary"
              onClick={() => setDialog('rename')}
            >
              Rename
            </GuardedButton>
            <GuardedButton
              requires="policy:write"
              blocked={closed}
              variant="secondary"
              onClick={() => setDialog('discard')}
            >
              Discard
            </GuardedButton>
            <GuardedButton requires="policy:publish" blocked={blocked} onClick={() => setDialog('publish')}>
              Publish…
            </GuardedButton>
          </>
        }
      />
      <PageSection isFilled>
        <div className="fg-stack">
          {isOpen && draft.behind && <RebaseNotice draft={draft} />}
          <Tabs
            activeKey={url.tab}
            onSelect={(_event, tab) => setUrl({ tab: String(tab) })}
            mountOnEnter
            unmountOnExit
          >
            <Tab eventKey="changes" title={<TabTitleText>Changes ({draft.changeCount})</TabTitleText>}>
              <div className="fg-tab-body">
                {changes.error ? (
                  <Failure
                    title="Could not load the changes"
                    error={changes.error}
                    onRetry={() => void changes.refetch()}
                  />
                ) : !changes.data ? (
                  <LoadingLines />
                ) : changes.data.items.length === 0 ? (
                  <Nothing title="No changes">The draft equals revision {draft.baseRevision}.</Nothing>
                ) : (
                  <ChangeList items={changes.data.items} view={view} />
                )}
              </div>
            </Tab>
            <Tab
              eventKey="findings"
              title={<TabTitleText>Findings{findings ? ` (${findings.length})` : ''}</TabTitleText>}
            >
              <div className="fg-tab-body">
                {!findings ? (
                  <LoadingLines />
                ) : findings.length === 0 ? (
                  <Nothing title="Nothing wrong, nothing doubtful" />
                ) : (
                  <FindingList items={findings} view={view} />
                )}
              </div>
            </Tab>
            <Tab eventKey="text" title={<TabTitleText>As text</TabTitleText>}>
              <div className="fg-tab-body">
                <TextComparison before={`revision:${draft.baseRevision}`} after={view} />
              </div>
            </Tab>
          </Tabs>
        </div>
      </PageSection>
      {dialog === 'publish' && <PublishDialog draft={draft} onClose={close} />}
      {dialog === 'rename' && <RenameDialog draft={draft} onClose={close} />}
      {dialog === 'discard' && (
        <ConfirmDialog
          title={`Discard draft “${draft.name}”?`}
          confirmLabel={`Discard ${plural(draft.changeCount, 'change')}`}
          danger
          onConfirm={async () => {
            await discard.mutateAsync()
            void navigate(paths.drafts())
          }}
          onClose={close}
        >
          <p>{plural(draft.changeCount, 'change')} will be lost. What the hosts enforce stays as it is.</p>
        </ConfirmDialog>
      )}
    </>
  )
}

const TextComparison = ({ before, after }: { readonly before: string; readonly after: string }) => {
  const { data, error, refetch } = useQuery({
    queryKey: ['revisions-compare', before, after],
    queryFn: ({ signal }) => api.call(compareViews, { query: { before, after } }, { signal }),
  })
  if (error) return <Failure title="Could not compare" error={error} onRetry={() => void refetch()} />
  if (!data) return <LoadingLines lines={8} />
  if (data.beforeText === data.afterText)
    return <Alert isInline isPlain variant="info" title="Both texts are equal" />
  return <DiffView before={data.beforeText} after={data.afterText} label="Policy set" />
}
