import type { AnyOperation } from '@flowgate/shared'
import { z } from 'zod'

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Tried in this order against a pattern: the contracts' vocabulary. */
const words = [
  'sample-1',
  'published',
  'app:shop',
  'tier:shop/web',
  'wl:vm-123',
  '10.0.0.1',
  '10.0.0.0/24',
  'tcp',
  '1',
  '-name',
  'name',
  'allowed',
  'sample@example.org',
  '2026-01-31T08:00:00Z',
  '02:00:00:00:00:01',
  'example.org',
  'day',
]

const textOf = (schema: Json): string => {
  const [example] = Array.isArray(schema.examples) ? schema.examples : []
  if (typeof example === 'string') return example
  if (schema.format === 'date-time') return '2026-01-31T08:00:00Z'
  if (schema.format === 'email') return 'sample@example.org'
  const least = typeof schema.minLength === 'number' ? schema.minLength : 0
  const candidates =
    typeof schema.pattern === 'string'
      ? words.filter((word) => new RegExp(String(schema.pattern), 'u').test(word))
      : ['Sample 1 value']
  const long =
    candidates.find((word) => word.length >= least) ??
    'Sample-1-value-'.repeat(20).slice(0, Math.max(least, 15))
  return typeof schema.maxLength === 'number' ? long.slice(0, schema.maxLength) : long
}

const numberOf = (schema: Json): number => {
  const least = Number(
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : Number(schema.exclusiveMinimum) + 1),
  )
  const most = Number(schema.maximum ?? Number.MAX_SAFE_INTEGER)
  return Math.min(Math.max(1, least), most)
}

/** A small value that a JSON Schema allows, as far as schemas tell: required fields only, first of each alternative. */
const sampleValue = (schema: Json, definitions: Json, depth = 0): unknown => {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.replace('#/$defs/', '')
    const target = name === '#' ? definitions['#'] : definitions[name]
    return isObject(target) ? sampleValue(target, definitions, depth + 1) : null
  }
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const options = schema.anyOf ?? schema.oneOf
  if (Array.isArray(options)) {
    // Deep down the last alternative is taken too: recursion in the contracts ends in one of them.
    const option: unknown = options[depth > 6 ? options.length - 1 : 0]
    return isObject(option) ? sampleValue(option, definitions, depth + 1) : null
  }
  if (Array.isArray(schema.allOf)) {
    const parts = schema.allOf.filter(isObject).map((part) => sampleValue(part, definitions, depth + 1))
    return parts.every(isObject) ? Object.assign({}, ...parts) : parts[0]
  }
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'string') return textOf(schema)
  if (type === 'number' || type === 'integer') return numberOf(schema)
  if (type === 'boolean') return true
  if (type === 'null') return null
  if (type === 'array') {
    const count = typeof schema.minItems === 'number' ? schema.minItems : 0
    const { items } = schema
    return isObject(items)
      ? Array.from({ length: count }, () => sampleValue(items, definitions, depth + 1))
      : []
  }
  if (type === 'object' || isObject(schema.properties)) {
    const properties = isObject(schema.properties) ? schema.properties : {}
    const required = Array.isArray(schema.required) ? schema.required.map(String) : []
    return Object.fromEntries(
      required.map((name) => {
        const property = properties[name]
        return [name, isObject(property) ? sampleValue(property, definitions, depth + 1) : null]
      }),
    )
  }
  return 'sample'
}

const sampleOf = (schema: z.ZodType | undefined): unknown => {
  if (schema === undefined) return undefined
  const made: Json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return sampleValue(made, { ...(isObject(made.$defs) ? made.$defs : {}), '#': made })
}

export interface SampleRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

const texts = (value: unknown): Record<string, string> =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, String(inner)])) : {}

/** A request of the operation that passes its schemas, or nearly. */
export const sampleRequest = (operation: AnyOperation): SampleRequest => ({
  params: texts(sampleOf(operation.params)),
  query: texts(sampleOf(operation.query)),
  body: sampleOf(operation.body),
})
