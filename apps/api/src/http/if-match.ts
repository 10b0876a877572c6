import { AppError } from '@flowgate/shared'

/** What `If-Match` said: the versions that the caller saw, `*` for any, null when the header was absent. */
export type IfMatch = readonly string[] | '*' | null

/** Accepts strong, weak and bare entity tags: proxies weaken them, people forget the quotes. */
export const parseIfMatch = (header: string | undefined): IfMatch => {
  if (header === undefined) return null
  const text = header.trim()
  if (text === '*') return '*'
  return text
    .split(',')
    .map((part) =>
      part
        .trim()
        .replace(/^W\//, '')
        .replace(/^"(.*)"$/, '$1'),
    )
    .filter((part) => part !== '')
}

/**
 * Refuses an edit of something that has changed since the caller read it. Call it inside the transaction that edits.
 * @throws AppError `precondition_failed`, with the current object in `context.current`
 */
export const checkIfMatch = (ifMatch: IfMatch, current: { readonly etag: string }): void => {
  if (ifMatch === null || ifMatch === '*' || ifMatch.includes(current.etag)) return
  throw new AppError('precondition_failed', {
    detail: 'somebody changed this since you read it; nothing was changed now',
    context: { current },
  })
}
