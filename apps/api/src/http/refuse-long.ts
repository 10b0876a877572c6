import type { FieldError } from '@flowgate/shared'
import { z } from 'zod'
import { fieldPath } from './field-errors.ts'

/** Of a list whose schema names no limit. */
const OTHERWISE = 10_000

const longest = (schema: z.ZodArray): number => {
  const limits = (schema._zod.def.checks ?? []).flatMap(({ _zod: { def } }) =>
    def.check === 'max_length' && 'maximum' in def && typeof def.maximum === 'number' ? [def.maximum] : [],
  )
  return limits.length === 0 ? OTHERWISE : Math.min(...limits)
}

/** Of a value that holds values of its own kind, as criteria do: parts in all. */
const MOST_PARTS = 2_000

/** What a schema that wraps others is about; several for a union. */
const within = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return [schema._zod.def.innerType]
  if (schema instanceof z.ZodUnion) return schema._zod.def.options
  if (schema instanceof z.ZodPipe) return [schema._zod.def.in, schema._zod.def.out]
  return []
}

/** Where the walk is: `parts` are those met of the outermost recursive value around it. */
interface Place {
  readonly path: readonly PropertyKey[]
  readonly whole: { readonly path: readonly PropertyKey[]; parts: number } | null
}

const lookLazy = (schema: z.ZodLazy, it: unknown, { path, whole }: Place): FieldError | null => {
  const counted = whole ?? { path, parts: 0 }
  counted.parts += 1
  if (counted.parts > MOST_PARTS)
    return { field: fieldPath(counted.path), message: `must have at most ${MOST_PARTS} parts in all` }
  return look(schema._zod.innerType, it, { path, whole: counted })
}

const look = (schema: z.core.$ZodType, it: unknown, place: Place): FieldError | null => {
  if (schema instanceof z.ZodLazy) return lookLazy(schema, it, place)
  if (typeof it !== 'object' || it === null) return null
  const inside = (key: PropertyKey): Place => ({ ...place, path: [...place.path, key] })
  if (schema instanceof z.ZodArray) {
    if (!Array.isArray(it)) return null
    const most = longest(schema)
    if (it.length > most)
      return {
        field: fieldPath(place.path),
        message: `must have at most ${most} items`,
        received: `a list of ${it.length}`,
      }
    return first(it.keys(), (index) => look(schema.element, it[index], inside(index)))
  }
  if (schema instanceof z.ZodObject)
    return first(Object.keys(schema.shape), (key) =>
      Object.hasOwn(it, key) ? look(schema.shape[key], Reflect.get(it, key), inside(key)) : null,
    )
  return first(within(schema), (inner) => look(inner, it, place))
}

const first = <T>(items: Iterable<T>, find: (item: T) => FieldError | null): FieldError | null => {
  for (const item of items) {
    const found = find(item)
    if (found !== null) return found
  }
  return null
}

/**
 * Lists that are longer than their schema allows, and recursive values of very many parts. A schema looks at every item before
 * it counts them and keeps an issue for each, so half a million wrong items would hold everybody up; here they are only
 * counted.
 */
export const findLong = (part: string, schema: z.core.$ZodType, value: unknown): FieldError | null =>
  look(schema, value, { path: [part], whole: null })
