import type { Criteria, CriterionOperator } from '../../model/document.ts'
import { fail, ok, type Result } from '../../result.ts'
import { NAMESPACE, tagExists, tagValue } from '../kubernetes/labels.ts'

const TOKEN = /\s*(?:(&&|\|\||==|!=|[!(){},])|'([^']*)'|"([^"]*)"|([A-Za-z0-9_./-]+))/y
const STRING_OPERATORS: Readonly<Record<string, CriterionOperator>> = {
  contains: 'contains',
  starts: 'starts-with',
  ends: 'ends-with',
}

/** Brackets and negations within each other; more is no selector that anyone wrote. */
const DEEPEST = 100

interface Token {
  readonly kind: 'sign' | 'text' | 'word'
  readonly value: string
}

/**
 * A Calico selector (`app == 'web' && !has(old)`) as criteria; `scopeOf` turns a label's key into a tag's scope.
 *
 * Grammar: or = and { '||' and }; and = unary { '&&' unary }; unary = '!' unary | '(' or ')' | leaf.
 */
export function parseSelector(text: string, scopeOf: (key: string) => string): Result<Criteria> {
  const tokens = tokensIn(text)
  const wrong = fail(
    'selector_invalid',
    `\`${text.length > 200 ? `${text.slice(0, 200)}...` : text}\` is no selector`,
    "write one such as `app == 'web' && has(tier)`",
  )
  if (tokens === null) return wrong
  let at = 0
  let depth = 0
  const next = (): Token | undefined => tokens[at++]
  const accept = (value: string): boolean => {
    const token = tokens[at]
    if (token === undefined || token.kind === 'text' || token.value !== value) return false
    at += 1
    return true
  }
  const list = (
    sign: string,
    part: () => Criteria | null,
    join: (parts: Criteria[]) => Criteria,
  ): Criteria | null => {
    const parts: Criteria[] = []
    do {
      const one = part()
      if (one === null) return null
      parts.push(one)
    } while (accept(sign))
    return parts.length === 1 ? (parts[0] ?? null) : join(parts)
  }
  const or = (): Criteria | null => list('||', and, (any) => ({ any }))
  const and = (): Criteria | null => list('&&', unary, (all) => ({ all }))
  const unary = (): Criteria | null => {
    depth += 1
    const read = depth > DEEPEST ? null : operand()
    depth -= 1
    return read
  }
  const operand = (): Criteria | null => {
    if (accept('!')) {
      const inner = unary()
      return inner === null ? null : { not: inner }
    }
    if (accept('(')) {
      const inner = or()
      return inner !== null && accept(')') ? inner : null
    }
    return leaf()
  }
  const leaf = (): Criteria | null => {
    const word = next()
    if (word === undefined || word.kind === 'sign') return null
    if (word.value === 'all' && accept('(')) return accept(')') ? { all: [] } : null
    // Pods are in a namespace: what is `global()` is none of them.
    if (word.value === 'global' && accept('(')) return accept(')') ? { not: tagExists(NAMESPACE) } : null
    if (word.value === 'has' && accept('(')) {
      const key = next()
      return key !== undefined && key.kind !== 'sign' && accept(')') ? tagExists(scopeOf(key.value)) : null
    }
    return comparison(scopeOf(word.value))
  }
  const comparison = (scope: string): Criteria | null => {
    const leafOf = (operator: CriterionOperator, values: readonly string[]): Criteria => ({
      field: 'tag',
      scope,
      operator,
      values: values.map(tagValue),
    })
    if (accept('==')) return textOr(next(), (value) => leafOf('equals', [value]))
    if (accept('!=')) return textOr(next(), (value) => ({ not: leafOf('equals', [value]) }))
    const not = accept('not')
    if (accept('in')) {
      const values = braces()
      if (values === null) return null
      const among: Criteria = values.length === 0 ? { any: [] } : leafOf('in', values)
      return not ? { not: among } : among
    }
    if (not) return null
    const word = next()
    const operator = word?.kind === 'word' ? STRING_OPERATORS[word.value] : undefined
    if (operator === undefined || (operator !== 'contains' && !accept('with'))) return null
    return textOr(next(), (value) => leafOf(operator, [value]))
  }
  const braces = (): readonly string[] | null => {
    if (!accept('{')) return null
    const values: string[] = []
    while (!accept('}')) {
      const value = next()
      if (value?.kind !== 'text') return null
      values.push(value.value)
      accept(',')
    }
    return values
  }
  const criteria = tokens.length === 0 ? { all: [] } : or()
  return criteria === null || at < tokens.length ? wrong : ok(criteria)
}

const textOr = (token: Token | undefined, make: (value: string) => Criteria): Criteria | null =>
  token?.kind === 'text' ? make(token.value) : null

function tokensIn(text: string): readonly Token[] | null {
  const tokens: Token[] = []
  const trimmed = text.trim()
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < trimmed.length; ) {
    const found = TOKEN.exec(trimmed)
    if (found === null) return null
    const [, sign, single, double, word] = found
    if (sign !== undefined) tokens.push({ kind: 'sign', value: sign })
    else if (word !== undefined) tokens.push({ kind: 'word', value: word })
    else tokens.push({ kind: 'text', value: single ?? double ?? '' })
  }
  return tokens
}
