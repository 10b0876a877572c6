import { z } from 'zod'

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Io = 'input' | 'output'

/** Schemas of one document: those with an id of their own are written once and referred to. */
export interface SchemaBook {
  /**
   * @param io requests are described as sent, answers as given
   * @param hint begins the names of recursive parts that have no id
   */
  describe(schema: z.ZodType, io: Io, hint: string): Json
  readonly components: Readonly<Record<string, unknown>>
}

const REF = '#/$defs/'

const refsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(refsIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.slice(REF.length)] : refsIn(inner),
  )
}

/** A definition with everything it refers to, as text, for comparing. */
const closure = (name: string, definitions: Json): string => {
  const seen = new Set<string>()
  const rest = [name]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    rest.push(...refsIn(definitions[next]))
  }
  return JSON.stringify([...seen].map((one) => definitions[one]))
}

const rewrite = (value: unknown, rename: (name: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, rename))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string'
        ? [key, `#/components/schemas/${rename(inner.slice(REF.length))}`]
        : [key, rewrite(inner, rename)],
    ),
  )
}

const withoutId = (value: unknown): unknown => {
  if (!isObject(value)) return value
  const { id: _id, ...rest } = value
  return rest
}

interface Described {
  /** A mere reference where the schema has an id. */
  readonly own: Json
  readonly definitions: Json
}

const jsonSchemaOf = (schema: z.ZodType, io: Io): Described => {
  const made: Json = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' })
  const { $schema: _schema, $defs, ...own } = made
  const definitions = Object.entries(isObject($defs) ? $defs : {})
  return {
    own,
    definitions: Object.fromEntries(definitions.map(([name, value]) => [name, withoutId(value)])),
  }
}

export const createSchemaBook = (): SchemaBook => {
  const components: Record<string, unknown> = {}

  return {
    components,
    describe: (schema, io, hint) => {
      const { own, definitions } = jsonSchemaOf(schema, io)
      const answered = io === 'output' ? definitions : jsonSchemaOf(schema, 'output').definitions
      const rename = (name: string): string => {
        if (name.startsWith('__schema')) return `${hint}${name.slice('__schema'.length)}`
        // What is sent may differ from what is answered, by defaults: then it has a name of its own.
        return closure(name, definitions) === closure(name, answered) ? name : `${name}Input`
      }
      for (const [name, definition] of Object.entries(definitions))
        components[rename(name)] ??= rewrite(definition, rename)
      const described = rewrite(own, rename)
      return isObject(described) ? described : {}
    },
  }
}
