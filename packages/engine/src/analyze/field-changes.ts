import { canonicalJson } from '../canonical/canonical-json.ts'

/** One field that differs. `path` leads to it inside the object; undefined = the field is not there on that side. */
export interface FieldChange {
  readonly path: readonly string[]
  readonly before: unknown
  readonly after: unknown
}

/** The differences of two plain objects, field by field; lists are compared and shown as a whole. Keys in `skip` are left out. */
export function fieldChanges(
  before: object,
  after: object,
  skip: ReadonlySet<string> = new Set(),
): readonly FieldChange[] {
  const left = new Map<string, unknown>(Object.entries(before))
  const right = new Map<string, unknown>(Object.entries(after))
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    if (skip.has(key)) return []
    return valueChanges([key], left.get(key), right.get(key))
  })
}

function valueChanges(path: readonly string[], before: unknown, after: unknown): readonly FieldChange[] {
  if (isObject(before) && isObject(after)) {
    return fieldChanges(before, after).map((change) => ({ ...change, path: [...path, ...change.path] }))
  }
  return sameJson(before, after) ? [] : [{ path, before, after }]
}

const sameJson = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b))

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
