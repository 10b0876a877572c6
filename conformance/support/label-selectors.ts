import type { Criteria, Criterion } from '@flowgate/engine'

/*
 * Label selectors as np-guard's exposure analysis takes them: about a pod that is not there nothing is known but the selector
 * that led to it. So a selector is one opaque thing: it selects such a pod where it is empty or the very same.
 */

/** A pod that the policies speak of: requirements on its namespace and on itself, each sorted; none = any. */
export interface Selectors {
  readonly namespace: readonly string[]
  readonly pod: readonly string[]
  /** Written with `matchLabels` only. */
  readonly labelsOnly: boolean
}

const NAMED = 'kubernetes.io/metadata.name'
const NAMESPACE = '@namespace'
const NAMESPACE_LABEL = `${NAMESPACE}/`

export const selectorsText = ({ namespace, pod }: Selectors): string =>
  `[${namespace.join(', ')}]/[${pod.join(', ')}]`

const requirement = (key: string, operator: string, values: readonly string[]): string =>
  `${key} ${operator}${values.map((value) => ` ${value}`).join('')}`

/** Every selector of pods among criteria that an importer wrote, as deep as they are nested. */
export function selectorsIn(criteria: Criteria): readonly Selectors[] {
  const own = selectorOf(criteria)
  if (own !== null) return [own]
  if ('all' in criteria) return criteria.all.flatMap(selectorsIn)
  if ('any' in criteria) return criteria.any.flatMap(selectorsIn)
  return []
}

/** Do the criteria hold for a pod of which only the selectors are known, and its named ports (`portTags`)? */
export function holdsFor(criteria: Criteria, known: Selectors, portTags: ReadonlySet<string>): boolean {
  const own = selectorOf(criteria)
  if (own !== null)
    return [
      [own.namespace, known.namespace],
      [own.pod, known.pod],
    ].every(([asked = [], given = []]) => asked.length === 0 || asked.join() === given.join())
  if ('all' in criteria) return criteria.all.every((each) => holdsFor(each, known, portTags))
  if ('any' in criteria) return criteria.any.some((each) => holdsFor(each, known, portTags))
  if ('not' in criteria) return false
  return portTags.has(`${criteria.scope} ${criteria.values[0]}`)
}

/** The selector that criteria are the import of; null where they are something else. */
function selectorOf(criteria: Criteria): Selectors | null {
  if (!('all' in criteria)) return null
  const [first, ...terms] = criteria.all
  if (first === undefined || !('field' in first) || first.scope !== NAMESPACE) return null
  const read = terms.map(requirementOf)
  if (read.some((each) => each === null)) return null
  const known = read.filter((each) => each !== null)
  const own = first.operator === 'equals' ? [requirement(NAMED, 'In', first.values)] : []
  const texts = (ofNamespace: boolean): readonly string[] =>
    known
      .filter(({ key }) => key.startsWith(NAMESPACE_LABEL) === ofNamespace)
      .map(({ key, operator, values }) =>
        requirement(ofNamespace ? key.slice(NAMESPACE_LABEL.length) : key, operator, values),
      )
  return {
    namespace: [...own, ...texts(true)].sort(),
    pod: [...texts(false)].sort(),
    labelsOnly: terms.every((term) => 'field' in term && term.operator === 'equals'),
  }
}

interface Requirement {
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

function requirementOf(term: Criteria): Requirement | null {
  const isNot = 'not' in term
  const leaf: Criteria = isNot ? term.not : term
  if (!('field' in leaf) || leaf.scope === null) return null
  const [positive, negative] = OPERATORS[leaf.operator] ?? []
  const operator = isNot ? negative : positive
  return operator === undefined
    ? null
    : { key: leaf.scope, operator, values: [...leaf.values].map(labelValue).sort() }
}

const OPERATORS: Partial<Record<Criterion['operator'], readonly [string, string]>> = {
  equals: ['In', 'NotIn'],
  in: ['In', 'NotIn'],
  exists: ['Exists', 'DoesNotExist'],
}

/** Tags have a value where labels may have none. */
const labelValue = (tag: string): string => (tag === '(empty)' ? '' : tag)

/** `backend/[all pods]`, `[namespace with {a=b,{Key:c,Operator:Exists,Values:[],}}]/[pod with {d=e}]`. */
export function parsedSelectors(written: string): Selectors {
  const found =
    /^(?:\[namespace with \{(.*)\}\]|\[(all namespaces)\]|([^[\]/]+))\/(?:\[all pods\]|\[pod with \{(.*)\}\])$/.exec(
      written,
    )
  if (found === null) throw new Error(`\`${written}\` names no pods`)
  const [, namespace, , name, pod] = found
  return {
    namespace: name === undefined ? requirementsIn(namespace ?? '') : [requirement(NAMED, 'In', [name])],
    pod: requirementsIn(pod ?? ''),
    labelsOnly: !written.includes('{Key:'),
  }
}

const EXPRESSION = /\{Key:([^,]+),Operator:(\w+),Values:\[([^\]]*)\],\}/g

function requirementsIn(written: string): readonly string[] {
  const expressions = [...written.matchAll(EXPRESSION)].map(([, key = '', operator = '', values = '']) =>
    requirement(key, operator, values === '' ? [] : values.split(' ').sort()),
  )
  const labels = written
    .replace(EXPRESSION, '')
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      return requirement(part.slice(0, at), 'In', [part.slice(at + 1)])
    })
  return [...labels, ...expressions].sort()
}
