import { AppError, type Client, getMyDraft } from '@flowgate/shared'
import type { ViewOptions } from '../options.ts'

/** Null when `call` answers 404. */
export const orNull = async <T>(call: Promise<T>): Promise<T | null> => {
  try {
    return await call
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return null
    throw error
  }
}

/** The view that options name; without any, one's own draft if there is one, since that is where edits went. */
export const viewOf = async (client: Client, options: ViewOptions): Promise<string> => {
  if (options.published) return 'published'
  if (options.revision !== undefined) return `revision:${options.revision}`
  if (options.draft !== undefined) return `draft:${options.draft}`
  const { draft } = await client.call(getMyDraft)
  return draft === null ? 'published' : `draft:${draft.id}`
}

/** What a draft that is about to be edited looks like now: `mine` may not have been started yet. */
export const viewOfDraft = async (client: Client, draftId: string): Promise<string> =>
  draftId === 'mine' ? viewOf(client, {}) : `draft:${draftId}`
