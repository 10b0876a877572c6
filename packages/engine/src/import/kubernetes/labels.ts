import type { Criteria, Criterion, Tag } from '../../model/document.ts'
import type { SourceNode } from '../source.ts'
import { isObject, strangeKeys } from './checks.ts'

/*
 * A pod's labels become tags with the label's key as scope. What a pod has besides labels becomes tags whose scope begins
 * with `@`, which no label key may hold: `@namespace:shop`, `@namespace/team:blue` (a label of its namespace), `@port/tcp/http:8080`
 * (a named port), `@service-account:build`.
 */
export const NAMESPACE = '@namespace'
export const namespaceLabel = (key: string): string => `@namespace/${key}`
export const PORT = '@port/'
export const portName = (protocol: string, name: string): string => `${PORT}${protocol}/${name}`
export const SERVICE_ACCOUNT = '@service-account'

/** Tags have a value, labels may have none; no label value may hold a bracket. */
export const tagValue = (value: string): string => (value === '' ? '(empty)' : value)

export const labelsOf = (node: SourceNode): ReadonlyMap<string, string> =>
  new Map(node.entries().map(([key, value]) => [key, value.text() ?? '']))

export const labelTags = (
  labels: ReadonlyMap<string, string>,
  scopeOf: (key: string) => string,
): readonly Tag[] => [...labels].map(([key, value]) => ({ scope: scopeOf(key), value: tagValue(value) }))

export const tagEquals = (scope: string, value: string): Criterion => ({
  field: 'tag',
  scope,
  operator: 'equals',
  values: [tagValue(value)],
})

export const tagExists = (scope: string): Criterion => ({
  field: 'tag',
  scope,
  operator: 'exists',
  values: [],
})

/** The terms of a label selector, all of which must hold, and a text for people. */
export interface Selection {
  readonly terms: readonly Criteria[]
  readonly text: string
}

const FIELDS = ['matchLabels', 'matchExpressions']

/**
 * `matchLabels` and `matchExpressions`. What cannot be read selects nothing, and is noted: a selector that grows by what
 * could not be read would open what was closed.
 */
export function selection(selector: SourceNode, scopeOf: (key: string) => string): Selection {
  const terms: Criteria[] = []
  const texts: string[] = []
  const isStrange = !selector.absent && (!isObject(selector) || strangeKeys(selector, FIELDS).length > 0)
  if (isStrange) {
    selector.gap('this is no label selector; it selects nothing')
    return { terms: [{ any: [] }], text: 'nothing' }
  }
  for (const [key, value] of selector.get('matchLabels').entries()) {
    const text = value.text() ?? ''
    terms.push(tagEquals(scopeOf(key), text))
    texts.push(`${key}=${text}`)
  }
  for (const expression of selector.get('matchExpressions').items()) {
    const key = expression.get('key').text()
    const operator = expression.get('operator').text()
    const values = expression
      .get('values')
      .items()
      .map((each) => each.text() ?? '')
    const term = key === null ? null : expressionTerm(scopeOf(key), operator, values)
    if (term === null) {
      expression.gap(`\`${operator}\` on \`${key}\` is no expression of a label selector; it selects nothing`)
      terms.push({ any: [] })
    } else terms.push(term)
    texts.push(`${key} ${operator}${values.length > 0 ? ` ${values.join('|')}` : ''}`)
  }
  return { terms, text: texts.join(', ') }
}

function expressionTerm(scope: string, operator: string | null, values: readonly string[]): Criteria | null {
  const among: Criterion = { field: 'tag', scope, operator: 'in', values: values.map(tagValue) }
  if (operator === 'Exists') return tagExists(scope)
  if (operator === 'DoesNotExist') return { not: tagExists(scope) }
  if (values.length === 0) return null
  if (operator === 'In') return among
  return operator === 'NotIn' ? { not: among } : null
}
