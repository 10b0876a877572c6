import type { ReactNode } from 'react'

export interface Column<T> {
  /** Unique; also what is remembered when the reader hides it. */
  readonly key: string
  readonly label: string
  readonly render: (row: T) => ReactNode
  /** The field of the operation's `sort`; absent = not sortable. */
  readonly sort?: string
  readonly width?: string
  /** Right-aligned. */
  readonly numeric?: boolean
  /** Not shown until chosen. */
  readonly optional?: boolean
  /** Cannot be hidden. */
  readonly pinned?: boolean
  /** What the heading means, on hover. */
  readonly hint?: string
}

export interface RowAction<T> {
  readonly label: string
  readonly onSelect: (row: T) => void
  readonly danger?: boolean
  /** Why it cannot be used on this row; null when it can. */
  readonly blocked?: (row: T) => string | null
}
