import type { Page } from '@flowgate/shared'

/** What useQuery of a list gives. */
export interface ListResult<T> {
  readonly data: Page<T> | undefined
  readonly isPending: boolean
  readonly isFetching: boolean
  readonly error: unknown
  readonly refetch: () => unknown
}
