import {
  type AnyOperation,
  API_PREFIX,
  ERROR_STATUS,
  type ErrorCode,
  PERMISSION_MEANING,
  problem,
  ROLE_LABEL,
  rolesWith,
} from '@flowgate/shared'
import { z } from 'zod'
import { createSchemaBook, type SchemaBook } from './openapi-schemas.ts'

type Json = Record<string, unknown>

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
/** `drafts.applyDocument` as `DraftsApplyDocument`. */
const nameOf = ({ id }: AnyOperation): string => id.split('.').map(capital).join('')

const parametersOf = (
  book: SchemaBook,
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  hint: string,
) => {
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries<z.ZodType>(schema.shape).map(([name, part]) => ({
    name,
    in: place,
    required: place === 'path' || !part.safeParse(undefined).success,
    schema: book.describe(part, 'input', `${hint}${capital(name)}`),
  }))
}

const headersOf = (operation: AnyOperation) => {
  const ifMatch = {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The `etag` of the object as you saw it, in double quotes.',
    schema: { type: 'string', examples: ['"v3"'] },
  }
  const idempotencyKey = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'Makes a repeat safe: for 24 hours the same key with the same request gets the same answer.',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  }
  return [
    ...(operation.ifMatch === 'required' ? [ifMatch] : []),
    ...(operation.method === 'post' && !operation.upload && !operation.id.startsWith('auth.')
      ? [idempotencyKey]
      : []),
  ]
}

const generalErrors = (operation: AnyOperation): ErrorCode[] => [
  'bad_request',
  'invalid_input',
  ...(operation.permission === 'public' ? [] : (['unauthenticated', 'forbidden'] as const)),
  ...(operation.params === undefined ? [] : (['not_found'] as const)),
  ...(operation.ifMatch === undefined ? [] : (['precondition_required', 'precondition_failed'] as const)),
  ...(operation.body === undefined ? [] : (['too_large', 'unsupported_media_type'] as const)),
]

const problemsOf = (operation: AnyOperation): Json => {
  const codes = [...new Set([...generalErrors(operation), ...(operation.errors ?? [])])]
  const statuses = [...new Set(codes.map((code) => ERROR_STATUS[code]))].sort()
  const entries = statuses.map((status) => {
    const same = codes.filter((code) => ERROR_STATUS[code] === status)
    const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
    return [
      String(status),
      { description: `Codes: ${same.map((code) => `\`${code}\``).join(', ')}`, content },
    ]
  })
  return Object.fromEntries([...entries, ['default', { $ref: '#/components/responses/Problem' }]])
}

const successOf = (book: SchemaBook, operation: AnyOperation): Json => {
  if (operation.stream === 'events')
    return {
      200: {
        description: 'Server-sent events',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
    }
  if (operation.stream === 'file')
    return {
      200: { description: 'A file', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
    }
  const status = operation.status ?? (operation.response === undefined ? 204 : 200)
  if (operation.response === undefined) return { [status]: { description: 'Done; no content' } }
  const schema = book.describe(operation.response, 'output', `${nameOf(operation)}Answer`)
  return { [status]: { description: 'Success', content: { 'application/json': { schema } } } }
}

const bodyOf = (book: SchemaBook, operation: AnyOperation): Json => {
  if (operation.upload)
    return {
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    }
  if (operation.body === undefined) return {}
  const schema = book.describe(operation.body, 'input', `${nameOf(operation)}Request`)
  const required = !operation.body.safeParse({}).success
  return { requestBody: { required, content: { 'application/json': { schema } } } }
}

const describePermission = ({ permission }: AnyOperation): string => {
  if (permission === 'public') return 'For anybody, without signing in.'
  if (permission === 'signed-in') return 'For whoever is signed in.'
  const all = typeof permission === 'string' ? [permission] : permission
  const needs = all.map((one) => `\`${one}\` (${PERMISSION_MEANING[one]})`).join(' and ')
  return `Needs ${needs}. Roles: ${rolesWith(permission)
    .map((role) => ROLE_LABEL[role])
    .join(', ')}.`
}

const operationObject = (book: SchemaBook, operation: AnyOperation): Json => ({
  operationId: operation.id,
  tags: [operation.id.split('.')[0]],
  summary: operation.summary,
  description: describePermission(operation),
  security: operation.permission === 'public' ? [] : [{ session: [] }, { token: [] }],
  parameters: [
    ...parametersOf(book, operation.params, 'path', nameOf(operation)),
    ...parametersOf(book, operation.query, 'query', nameOf(operation)),
    ...headersOf(operation),
  ],
  ...bodyOf(book, operation),
  responses: { ...successOf(book, operation), ...problemsOf(operation) },
})

const problemExample = {
  type: 'urn:flowgate:error:invalid_input',
  title: 'Invalid input',
  status: 422,
  code: 'invalid_input',
  detail: '`query.limit` must be at most 500',
  errors: [{ field: 'query.limit', message: 'must be at most 500', received: '1000' }],
}

/** OpenAPI 3.1, made from the contracts alone. */
export const openApiDocument = (operations: readonly AnyOperation[], version: string): Json => {
  const book = createSchemaBook()
  const problemSchema = book.describe(problem, 'output', 'Problem')
  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    const path = API_PREFIX + operation.path.replace(/:([A-Za-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method]: operationObject(book, operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Flowgate',
      version,
      description:
        'Everything the console does. Errors are RFC 9457 problem documents; lists are paged by cursor; editable objects carry an `etag` that goes into `If-Match`.',
      license: { name: 'see LICENSE' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ id }) => id.split('.')[0]))].map((name) => ({ name })),
    paths,
    components: {
      schemas: book.components,
      responses: {
        Problem: {
          description: 'Any other problem',
          content: {
            'application/problem+json': {
              schema: problemSchema,
              examples: { invalid: { value: problemExample } },
            },
          },
        },
      },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'flowgate.session_token',
          description: 'Set by signing in.',
        },
        token: { type: 'http', scheme: 'bearer', description: 'An API token, `fgt_…`.' },
      },
    },
  }
}
