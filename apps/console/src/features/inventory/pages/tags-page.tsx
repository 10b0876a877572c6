import type { listTags, Output } from '@flowgate/shared'
import { PageSection } from '@patternfly/react-core'
import { TagIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { tagsQuery } from '../api/inventory.ts'
import { tagText } from '../components/tag-list.tsx'

type TagItem = Output<typeof listTags>['items'][number]
const columns: readonly Column<TagItem>[] = [
  {
    key: 'tag',
    label: 'Tag',
    pinned: true,
    render: (tag) => (
      <ObjectChip kind="tag" name={tagText(tag)} to={paths.workloads({ tag: tagText(tag) })} />
    ),
  },
  { key: 'scope', label: 'Scope', sort: 'scope', render: ({ scope }) => scope || '–' },
  { key: 'value', label: 'Value', sort: 'value', render: ({ value }) => value },
  {
    key: 'workloads',
    label: 'Workloads',
    sort: 'workloads',
    numeric: true,
    render: (tag) => (
      <Link to={paths.workloads({ tag: tagText(tag) })}>
        <Quantity value={tag.workloads} />
      </Link>
    ),
  },
]
const FILTERS = ['scope'] as const

export const TagsPage = () => {
  const state = useTableState(FILTERS, { sort: 'scope' })
  return (
    <>
      <PageHeader title="Tags" description="What dynamic groups are made of" />
      <PageSection hasBodyWrapper={false}>
        <DataTable
          id="tags"
          label="Tags"
          columns={columns}
          rowKey={tagText}
          result={useQuery(tagsQuery(state.query))}
          state={state}
          filters={<FilterToolbar state={state} searchHint="scope:value" others={{ scope: 'Scope' }} />}
          empty={
            <Nothing
              title="No tags yet"
              icon={TagIcon}
              action={<Link to={paths.workloads()}>Open workloads</Link>}
            >
              Tags are set on workloads: by a document, by the API, or by hand under Workloads.
            </Nothing>
          }
        />
      </PageSection>
    </>
  )
}
