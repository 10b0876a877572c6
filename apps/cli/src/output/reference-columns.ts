import type { groupUsage, Output } from '@flowgate/shared'
import type { Column } from './printer.ts'

/** Where something is used. */
export const referenceColumns: readonly Column<Output<typeof groupUsage>['items'][number]>[] = [
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'where', cell: ({ field }) => field },
]
