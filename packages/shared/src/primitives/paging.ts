import { z } from 'zod'

/** Query part of every list. `sort` names a field, `-field` descends. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(512).optional(),
  sort: z
    .string()
    .regex(/^-?[A-Za-z][A-Za-z0-9.]{0,63}$/, 'name one field, with a leading - to descend')
    .optional(),
  /** Free text over the fields people search by. */
  q: z.string().max(200).optional(),
})
export type PageQuery = z.infer<typeof pageQuery>

export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    /** Pass it back as `cursor`; null on the last page. */
    nextCursor: z.string().nullable(),
    /** All that match the filter, not only this page. */
    total: z.number().int(),
  })
export interface Page<T> {
  items: T[]
  nextCursor: string | null
  total: number
}

/** A comma-separated list in a query string. */
export const csv = <T extends z.ZodType<unknown, string>>(item: T, max = 100) =>
  z
    .string()
    .max(8_000)
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(item).max(max))

export const queryFlag = z.enum(['true', 'false']).transform((value) => value === 'true')
