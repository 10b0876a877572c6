import type { AnyOperation } from '@flowgate/shared'
import { z } from 'zod'

/**
 * JSON of answers and items that were checked and written before, by the schema that checked them. Only what is frozen is kept:
 * whoever freezes an object says that it will be the same for as long as it lives.
 */
const kept = new WeakMap<z.ZodType, WeakMap<object, string>>()

const keptBy = (schema: z.ZodType): WeakMap<object, string> => {
  const known = kept.get(schema)
  if (known !== undefined) return known
  const made = new WeakMap<object, string>()
  kept.set(schema, made)
  return made
}

const parsed = (operation: AnyOperation, schema: z.ZodType, value: unknown): unknown => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Error(`the answer of \`${operation.id}\` breaks its contract: ${result.error.message}`)
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const writtenOnce = (operation: AnyOperation, schema: z.ZodType, value: unknown): string => {
  if (!isObject(value) || !Object.isFrozen(value)) return JSON.stringify(parsed(operation, schema, value))
  const texts = keptBy(schema)
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(parsed(operation, schema, value))
  texts.set(value, text)
  return text
}

const hasChecks = ({ def }: z.ZodType): boolean => (def.checks ?? []).length > 0

/** The schema of one item, where an answer is an object with `items` and each of them is checked for itself. */
const itemOf = (schema: z.ZodType): z.ZodType | null => {
  if (!(schema instanceof z.ZodObject) || hasChecks(schema)) return null
  const items: unknown = schema.shape.items
  if (!(items instanceof z.ZodArray) || hasChecks(items)) return null
  return items.element instanceof z.ZodType ? items.element : null
}
const itemSchemas = new WeakMap<z.ZodType, { readonly item: z.ZodType | null }>()
const itemSchemaOf = (response: z.ZodType): z.ZodType | null => {
  const known = itemSchemas.get(response)
  if (known !== undefined) return known.item
  const item = itemOf(response)
  itemSchemas.set(response, { item })
  return item
}

/** `{"items":[…],` and whatever else there is. */
const withItems = (items: readonly string[], rest: unknown): string => {
  const others = JSON.stringify({ ...(isObject(rest) ? rest : {}), items: undefined })
  return `{"items":[${items.join(',')}]${others === '{}' ? '' : ','}${others.slice(1)}`
}

/**
 * The JSON of an answer, checked against the contract: what the contract does not know is left out.
 * @throws Error when the answer breaks its contract
 */
export const answerText = (operation: AnyOperation, value: unknown): string | null => {
  const { response } = operation
  if (response === undefined) return null
  const item = isObject(value) && !Object.isFrozen(value) ? itemSchemaOf(response) : null
  if (item === null || !isObject(value) || !('items' in value) || !Array.isArray(value.items))
    return writtenOnce(operation, response, value)
  return withItems(
    value.items.map((each) => writtenOnce(operation, item, each)),
    parsed(operation, response, { ...value, items: [] }),
  )
}
