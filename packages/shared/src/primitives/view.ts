import { z } from 'zod'

/** Which policy set a read looks at: the newest revision, an older one, or a draft (`draft:mine` is the caller's own, the newest revision where there is none). */
export const view = z
  .string()
  .regex(
    /^(published|revision:\d{1,10}|draft:[A-Za-z0-9][A-Za-z0-9._-]{0,127})$/,
    'use published, revision:NUMBER, draft:ID or draft:mine',
  )
  .meta({ id: 'View', examples: ['published', 'revision:3', 'draft:mine'] })
export const viewQuery = z.object({ view: view.default('published') })

export type ParsedView =
  | { readonly kind: 'published' }
  | { readonly kind: 'revision'; readonly number: number }
  | { readonly kind: 'draft'; readonly id: string }

export const parseView = (text: string): ParsedView => {
  if (text.startsWith('revision:')) return { kind: 'revision', number: Number(text.slice(9)) }
  if (text.startsWith('draft:')) return { kind: 'draft', id: text.slice(6) }
  return { kind: 'published' }
}
