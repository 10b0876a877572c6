import type { Criteria, Criterion } from '@flowgate/shared'

/** The same tree as the contract's, with ids so that a row keeps its place while it is edited. */
export type TreeNode =
  | {
      readonly key: string
      readonly kind: 'all' | 'any'
      readonly children: readonly TreeNode[]
      readonly negated: boolean
    }
  | {
      readonly key: string
      readonly kind: 'criterion'
      readonly criterion: Criterion
      readonly negated: boolean
    }

let count = 0
const newKey = () => `node-${++count}`
export const EMPTY_CRITERION: Criterion = { field: 'tag', scope: 'app', operator: 'equals', values: [] }

export const newCriterion = (): TreeNode => ({
  key: newKey(),
  kind: 'criterion',
  criterion: EMPTY_CRITERION,
  negated: false,
})
export const newBranch = (kind: 'all' | 'any' = 'all'): TreeNode => ({
  key: newKey(),
  kind,
  children: [newCriterion()],
  negated: false,
})

export const toTree = (criteria: Criteria, negated = false): TreeNode => {
  if ('not' in criteria) return toTree(criteria.not, !negated)
  if ('all' in criteria)
    return { key: newKey(), kind: 'all', children: criteria.all.map((child) => toTree(child)), negated }
  if ('any' in criteria)
    return { key: newKey(), kind: 'any', children: criteria.any.map((child) => toTree(child)), negated }
  return { key: newKey(), kind: 'criterion', criterion: criteria, negated }
}
/** Always a branch on top, so that a first condition can get a second one. */
export const toRoot = (criteria: Criteria | null): TreeNode | null => {
  if (criteria === null) return null
  const tree = toTree(criteria)
  return tree.kind === 'criterion' || tree.negated
    ? { key: newKey(), kind: 'all', children: [tree], negated: false }
    : tree
}

const isFilled = ({ operator, values, field, scope }: Criterion): boolean =>
  (operator === 'exists' || values.length > 0) && (field !== 'tag' || (scope ?? '') !== '')

/** Rows that are not filled in yet do not count; null when none is. A branch of one is that one. */
export const fromTree = (node: TreeNode): Criteria | null => {
  const plain = ((): Criteria | null => {
    if (node.kind === 'criterion') {
      if (!isFilled(node.criterion)) return null
      const { field, operator } = node.criterion
      return {
        ...node.criterion,
        scope: field === 'tag' ? node.criterion.scope : null,
        values: operator === 'exists' ? [] : node.criterion.values,
      }
    }
    const children = node.children.flatMap((child) => fromTree(child) ?? [])
    if (children.length === 0) return null
    const [only] = children
    if (children.length === 1 && only) return only
    return node.kind === 'all' ? { all: children } : { any: children }
  })()
  return plain !== null && node.negated ? { not: plain } : plain
}

export const replaceNode = (tree: TreeNode, key: string, next: TreeNode | null): TreeNode | null => {
  if (tree.key === key) return next
  if (tree.kind === 'criterion') return tree
  const children = tree.children.flatMap((child) => replaceNode(child, key, next) ?? [])
  return { ...tree, children }
}

const OPERATOR: Readonly<Record<Criterion['operator'], string>> = {
  equals: 'equals',
  'not-equals': 'is not',
  in: 'is one of',
  'starts-with': 'starts with',
  'ends-with': 'ends with',
  contains: 'contains',
  exists: 'exists',
}
export const operatorLabel = (operator: Criterion['operator']): string => OPERATOR[operator]
const FIELD: Readonly<Record<Criterion['field'], string>> = {
  tag: 'Tag',
  name: 'Name',
  os: 'OS',
  segment: 'Segment',
}
export const fieldLabel = (field: Criterion['field']): string => FIELD[field]

/** `(tag app equals pay and tag tier equals db) or name starts with paydb-`. */
export const criteriaText = (criteria: Criteria): string => {
  if ('not' in criteria) return `not (${criteriaText(criteria.not)})`
  if ('all' in criteria || 'any' in criteria) {
    const [children, word] = 'all' in criteria ? [criteria.all, ' and '] : [criteria.any, ' or ']
    return children
      .map((child) => ('all' in child || 'any' in child ? `(${criteriaText(child)})` : criteriaText(child)))
      .join(word)
  }
  const name = criteria.field === 'tag' ? `tag ${criteria.scope ?? 'any scope'}` : criteria.field
  const values = criteria.operator === 'exists' ? '' : ` ${criteria.values.join(', ')}`
  return `${name} ${operatorLabel(criteria.operator)}${values}`
}
