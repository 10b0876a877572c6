import type { GroupItem } from '@flowgate/shared'
import { Button, PageSection, Tab, Tabs, TabTitleText } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { isCode } from '../../../lib/api.ts'
import { useDraftUndo } from '../../../lib/draft-undo.ts'
import { formatExact } from '../../../lib/format.ts'
import { useObjectNames } from '../../../lib/object-names.ts'
import { paths } from '../../../lib/paths.ts'
import { toasts } from '../../../lib/toasts.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { type PolicyView, usePolicyView } from '../../../lib/view.ts'
import { ChangeMark } from '../../../ui/change-mark.tsx'
import { ConflictDialog } from '../../../ui/dialog/conflict-dialog.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { ReferenceList } from '../../../ui/reference-list.tsx'
import { Failure, LoadingLines, Nothing } from '../../../ui/states.tsx'
import { CopyMono } from '../../../ui/text/mono.tsx'
import { ViewSwitch } from '../../../ui/view-switch.tsx'
import { useGroupEdits } from '../api/group-edits.ts'
import { groupQuery, groupUsageQuery } from '../api/groups.ts'
import { DeleteGroup } from '../components/delete-group.tsx'
import { EffectiveMembers } from '../components/effective-members.tsx'
import { GroupFields } from '../components/group-fields.tsx'
import { MemberPreview } from '../components/member-preview.tsx'
import { bodyOf, formOf } from '../model/group-form.ts'

const CRUMBS = [{ label: 'Security groups', to: paths.groups() }]
const DEFAULTS = { tab: 'definition' } as const

export const GroupPage = () => {
  const { groupId = '' } = useParams()
  const view = usePolicyView()
  const { data, error, refetch } = useQuery({
    ...groupQuery(groupId, view?.view ?? ''),
    enabled: view !== null,
  })
  // A failed refetch must not take the form away, with what was typed in it.
  if (error && (!data || isCode(error, 'not_found')))
    return (
      <>
        <PageHeader
          title={groupId}
          crumbs={CRUMBS}
          {...(view ? { badge: <ViewSwitch view={view} /> } : {})}
        />
        <Failure title="Could not load the group" error={error} onRetry={() => void refetch()} />
      </>
    )
  if (!view || !data || data.id !== groupId)
    return (
      <PageSection isFilled>
        <LoadingLines lines={8} />
      </PageSection>
    )
  return <Group key={groupId} group={data} view={view} />
}

const Group = ({ group, view }: { readonly group: GroupItem; readonly view: PolicyView }) => {
  const navigate = useNavigate()
  const [url, setUrl] = useUrlState(DEFAULTS)
  const names = useObjectNames(view.view)
  const { update } = useGroupEdits(view)
  const usage = useQuery(groupUsageQuery(group.id, view.view)).data
  // What was opened: saving over a version that was never shown is a conflict, not an edit.
  const [opened, setOpened] = useState(group)
  const [form, setForm] = useState(() => formOf(group))
  const [deleting, setDeleting] = useState(false)
  useDraftUndo(view.readOnlyReason === null)
  const isDirty = JSON.stringify(bodyOf(form)) !== JSON.stringify(bodyOf(formOf(opened)))
  if (!isDirty && opened.etag !== group.etag) {
    setOpened(group)
    setForm(formOf(group))
  }
  const adopt = (saved: GroupItem) => {
    setOpened(saved)
    setForm(formOf(saved))
    update.reset()
  }
  const save = (etag?: string) =>
    update.mutate(
      { group: opened, patch: bodyOf(form), ...(etag ? { etag } : {}) },
      {
        onSuccess: (saved) => {
          adopt(saved)
          toasts.add({ variant: 'success', title: `Saved “${saved.name}” in your draft` })
        },
      },
    )
  const failure: unknown = update.error
  const theirs = isCode(failure, 'precondition_failed')
    ? (failure.context.current as GroupItem | undefined)
    : undefined
  return (
    <>
      <PageHeader
        title={group.name}
        crumbs={CRUMBS}
        badge={
          <>
            <ChangeMark change={group.change} />
            <ViewSwitch view={view} />
          </>
        }
        description={<CopyMono text={group.id} what="Copy id" />}
        actions={
          <GuardedButton
            requires="policy:write"
            blocked={view.readOnlyReason}
            variant="secondary"
            onClick={() => setDeleting(true)}
          >
            Delete
          </GuardedButton>
        }
      />
      <PageSection isFilled>
        <Tabs
          activeKey={url.tab}
          onSelect={(_event, tab) => setUrl({ tab: String(tab) })}
          mountOnEnter
          unmountOnExit
        >
          <Tab eventKey="definition" title={<TabTitleText>Definition</TabTitleText>}>
            <div className="fg-stack fg-tab-body">
              <GroupFields
                form={form}
                onChange={setForm}
                view={view.view}
                names={names}
                error={theirs ? null : failure}
                disabled={view.readOnlyReason !== null}
              />
              <MemberPreview form={form} view={view.view} />
              <div className="fg-row">
                <GuardedButton
                  requires="policy:write"
                  blocked={view.readOnlyReason ?? (isDirty ? null : 'Nothing has been changed.')}
                  isLoading={update.isPending}
                  onClick={() => save()}
                >
                  Save to draft
                </GuardedButton>
                {isDirty && (
                  <Button variant="link" onClick={() => adopt(group)}>
                    Revert
                  </Button>
                )}
              </div>
            </div>
          </Tab>
          <Tab
            eventKey="members"
            title={<TabTitleText>Effective members ({formatExact(group.memberCount)})</TabTitleText>}
          >
            <EffectiveMembers groupId={group.id} view={view.view} names={names} />
          </Tab>
          <Tab eventKey="usage" title={<TabTitleText>Where used ({formatExact(group.usedBy)})</TabTitleText>}>
            <div className="fg-tab-body">
              {!usage ? (
                <LoadingLines />
              ) : usage.items.length === 0 ? (
                <Nothing title="Nothing refers to this group" />
              ) : (
                <ReferenceList items={usage.items} />
              )}
            </div>
          </Tab>
        </Tabs>
      </PageSection>
      {theirs && (
        <ConflictDialog
          what={`group ${theirs.name}`}
          theirs={bodyOf(formOf(theirs))}
          mine={bodyOf(form)}
          onReload={() => adopt(theirs)}
          onOverwrite={() => save(theirs.etag)}
          onClose={() => update.reset()}
        />
      )}
      {deleting && (
        <DeleteGroup
          group={group}
          view={view}
          onDeleted={() => void navigate(paths.groups())}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  )
}
