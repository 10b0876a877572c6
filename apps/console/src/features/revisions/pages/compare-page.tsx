import { listDrafts } from '@flowgate/shared'
import { Button, PageSection, Tab, Tabs, TabTitleText } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { ChangeList } from '../../../ui/changes/change-list.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { type Option, SelectOne } from '../../../ui/select-one.tsx'
import { Failure, LoadingLines, Nothing } from '../../../ui/states.tsx'
import { DiffView } from '../../../ui/yaml/diff-view.tsx'
import { compareQuery, revisionsQuery } from '../api/revisions.ts'

const DEFAULTS = { before: 'published', after: 'draft:mine', tab: 'objects' } as const

/** Of a view that no list has: before the first revision, or too old to be listed. */
const labelOf = (view: string): string => {
  if (view === 'revision:0') return 'Nothing'
  const [, number] = /^revision:(\d+)$/.exec(view) ?? []
  return number === undefined ? view : `Revision ${number}`
}

/** What can be compared: what is published, open drafts, the newest revisions, and whatever the address names. */
const useViews = (named: readonly string[]): readonly Option[] => {
  const revisions = useQuery(revisionsQuery({ limit: 100 })).data?.items ?? []
  const drafts =
    useQuery({
      queryKey: ['drafts', 'list', 'for-compare'],
      queryFn: ({ signal }) => api.call(listDrafts, { query: { limit: 100 } }, { signal }),
    }).data?.items ?? []
  const options: Option[] = [
    { value: 'published', label: 'Published' },
    { value: 'draft:mine', label: 'My draft' },
    ...drafts.map((draft) => ({
      value: `draft:${draft.id}`,
      label: draft.name,
      description: draft.owner.name,
    })),
    ...revisions.map(({ number, note }) => ({
      value: `revision:${number}`,
      label: `Revision ${number}`,
      ...(note ? { description: note } : {}),
    })),
  ]
  const known = new Set(options.map((option) => option.value))
  return [
    ...options,
    ...named.filter((view) => !known.has(view)).map((value) => ({ value, label: labelOf(value) })),
  ]
}

export const ComparePage = () => {
  const [url, setUrl] = useUrlState(DEFAULTS)
  const { data, error, refetch } = useQuery({ ...compareQuery(url.before, url.after), retry: false })
  const views = useViews([url.before, url.after])
  return (
    <>
      <PageHeader
        title="Compare"
        actions={
          <>
            <SelectOne
              label="Before"
              showLabel
              value={url.before}
              options={views}
              onChange={(before) => setUrl({ before })}
            />
            <Button
              variant="link"
              aria-label="Swap before and after"
              onClick={() => setUrl({ before: url.after, after: url.before })}
            >
              ⇄
            </Button>
            <SelectOne
              label="After"
              showLabel
              value={url.after}
              options={views}
              onChange={(after) => setUrl({ after })}
            />
          </>
        }
      />
      <PageSection isFilled>
        {error ? (
          <Failure title="Could not compare" error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <LoadingLines lines={8} />
        ) : (
          <Tabs
            activeKey={url.tab}
            onSelect={(_event, tab) => setUrl({ tab: String(tab) })}
            mountOnEnter
            unmountOnExit
          >
            <Tab eventKey="objects" title={<TabTitleText>Objects ({data.items.length})</TabTitleText>}>
              <div className="fg-tab-body">
                {data.items.length === 0 ? (
                  <Nothing title="Both are equal" />
                ) : (
                  <ChangeList key={`${url.before}>${url.after}`} items={data.items} view={url.after} />
                )}
              </div>
            </Tab>
            <Tab eventKey="text" title={<TabTitleText>As text</TabTitleText>}>
              <div className="fg-tab-body">
                <DiffView before={data.beforeText} after={data.afterText} label="Policy set" />
              </div>
            </Tab>
          </Tabs>
        )}
      </PageSection>
    </>
  )
}
