import type { ObjectChange } from '@flowgate/shared'
import type { Column } from './printer.ts'

const MARK = { added: '+', modified: '~', moved: '>', removed: '-' } as const

export const changeColumns: readonly Column<ObjectChange>[] = [
  { head: '', cell: ({ change }) => MARK[change] },
  { head: 'change', cell: ({ change }) => change },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'fields', cell: ({ fields }) => fields.join(', ') },
]
