import type { Page } from '@flowgate/shared'

/** What useQuery of a list gives. */
export interface ListResult<T> {
  readonly data: Page<T> | undefined
  readonly isPending: boolean
  readonly isFetching: boolean
  /** What is shown answers an earlier question. */
  readonly isPlaceholderData?: boolean
  readonly error: unknown
  readonly refetch: () => unknown
}

/** Whether something else is about to be shown. A list that is only kept up to date is not: it would never come to rest. */
export const isBusy = ({
  data,
  isFetching,
  isPlaceholderData,
}: Omit<ListResult<unknown>, 'data'> & { readonly data: unknown }): boolean =>
  isFetching && (data === undefined || isPlaceholderData === true)
