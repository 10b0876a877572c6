import { canonicalAddressSpec } from '../../model/address-spec.ts'
import type {
  Criteria,
  CriterionField,
  CriterionOperator,
  GroupMembers,
  SecurityGroup,
  Segment,
  Workload,
} from '../../model/document.ts'
import { NO_MEMBERS } from '../blank.ts'
import type { SourceNode } from '../source.ts'
import { pathOf } from './inventory.ts'

/** One operand of a group's expression: what is true of workloads, or members by name. */
type Part = { readonly criteria: Criteria } | { readonly members: Partial<GroupMembers> }

interface Known {
  readonly groups: ReadonlySet<string>
  readonly segments: ReadonlySet<string>
  readonly workloads: ReadonlySet<string>
}

/**
 * Groups under their path. The expression becomes criteria and members; where it cannot, or where there is none, the members
 * that NSX itself counted stand in, and the gap says so.
 */
export function groupsIn(
  list: readonly SourceNode[],
  segments: readonly Segment[],
  workloads: readonly Workload[],
): readonly SecurityGroup[] {
  const known: Known = {
    groups: new Set(list.map(pathOf)),
    segments: new Set(segments.map(({ id }) => id)),
    workloads: new Set(workloads.map(({ id }) => id)),
  }
  const names = new Set<string>()
  return list.map((item) => {
    const id = pathOf(item)
    const written = item.get('display_name').text() || id
    const name = names.has(written) ? id : written
    names.add(name)
    const described = { id, name, description: item.get('description').text() ?? '' }
    const expression = item.get('expression')
    if (expression.items().length === 0)
      return { ...described, members: countedMembers(item, known), criteria: null }
    const translated = expressionOf(expression.items(), known)
    if (translated !== null) return { ...described, ...translated }
    expression.gap('the expression cannot be said as criteria; the members that NSX counted stand in')
    return { ...described, members: countedMembers(item, known), criteria: null }
  })
}

function countedMembers(item: SourceNode, known: Known): GroupMembers {
  const vms = [
    ...item
      .get('vm_members')
      .items()
      .map((each) => each.get('id').text()),
    ...item
      .get('vif_members')
      .items()
      .map((each) => each.get('owner_vm_id').text()),
  ]
  return {
    ...NO_MEMBERS,
    workloads: [...new Set(vms)].filter((id) => id !== null).filter((id) => known.workloads.has(id)),
    addresses: addressesOf([...item.get('ips_members').items(), ...item.get('address_members').items()]),
  }
}

function addressesOf(items: readonly SourceNode[]): readonly string[] {
  return items.flatMap((item) => {
    const text = canonicalAddressSpec(item.text() ?? '')
    if (text.ok) return [text.value]
    item.gap(`\`${item.text()}\` is no address; it was left out`)
    return []
  })
}

/** AND binds before OR. Null where members by name would have to be cut with something. */
function expressionOf(
  items: readonly SourceNode[],
  known: Known,
): { readonly members: GroupMembers; readonly criteria: Criteria | null } | null {
  const alternatives: Part[][] = [[]]
  for (const item of items) {
    if (item.get('resource_type').text() === 'ConjunctionOperator') {
      if (item.get('conjunction_operator').text() === 'OR') alternatives.push([])
      continue
    }
    const part = partOf(item, known)
    if (part === null) return null
    alternatives.at(-1)?.push(part)
  }
  const criteria: Criteria[] = []
  let members = NO_MEMBERS
  for (const parts of alternatives) {
    const [first] = parts
    if (parts.length === 1 && first !== undefined && 'members' in first)
      members = joined(members, first.members)
    else if (parts.every((part) => 'criteria' in part))
      criteria.push(
        only(
          parts.flatMap((part) => ('criteria' in part ? [part.criteria] : [])),
          'all',
        ),
      )
    else return null
  }
  return { members, criteria: criteria.length === 0 ? null : only(criteria, 'any') }
}

const only = (parts: readonly Criteria[], kind: 'all' | 'any'): Criteria => {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first
  return kind === 'all' ? { all: parts } : { any: parts }
}

const joined = (a: GroupMembers, b: Partial<GroupMembers>): GroupMembers => ({
  workloads: [...a.workloads, ...(b.workloads ?? [])],
  segments: [...a.segments, ...(b.segments ?? [])],
  groups: [...a.groups, ...(b.groups ?? [])],
  addresses: [...a.addresses, ...(b.addresses ?? [])],
  identities: [...a.identities, ...(b.identities ?? [])],
})

function partOf(item: SourceNode, known: Known): Part | null {
  const type = item.get('resource_type').text()
  if (type === 'Condition') {
    const criteria = conditionOf(item)
    return criteria === null ? null : { criteria }
  }
  if (type === 'NestedExpression') {
    const inner = expressionOf(item.get('expressions').items(), known)
    if (inner === null) return null
    const named = Object.values(inner.members).some((list: readonly string[]) => list.length > 0)
    if (inner.criteria !== null) return named ? null : { criteria: inner.criteria }
    return { members: inner.members }
  }
  if (type === 'IPAddressExpression')
    return { members: { addresses: addressesOf(item.get('ip_addresses').items()) } }
  if (type === 'ExternalIDExpression') {
    const ids = item
      .get('external_ids')
      .items()
      .map((each) => each.text() ?? '')
    return ids.every((id) => known.workloads.has(id)) ? { members: { workloads: ids } } : null
  }
  if (type !== 'PathExpression') return null
  const paths = item
    .get('paths')
    .items()
    .map((each) => each.text() ?? '')
  if (!paths.every((path) => known.groups.has(path) || known.segments.has(path))) return null
  return {
    members: {
      groups: paths.filter((path) => known.groups.has(path)),
      segments: paths.filter((path) => !known.groups.has(path)),
    },
  }
}

const FIELDS: Readonly<Record<string, CriterionField>> = { Tag: 'tag', Name: 'name', OSName: 'os' }
const OPERATORS: Readonly<Record<string, CriterionOperator>> = {
  EQUALS: 'equals',
  CONTAINS: 'contains',
  STARTSWITH: 'starts-with',
  ENDSWITH: 'ends-with',
  IN: 'in',
}
const NEGATED: Readonly<Record<string, CriterionOperator>> = { NOTEQUALS: 'equals', NOTIN: 'in' }

/** A tag's value is written `scope|value`; without the bar the value counts in any scope. */
function conditionOf(item: SourceNode): Criteria | null {
  const field = FIELDS[item.get('key').text() ?? '']
  const word = item.get('operator').text() ?? ''
  const operator = OPERATORS[word] ?? NEGATED[word]
  const written = item.get('value').text()
  const onVm = (item.get('member_type').text() ?? 'VirtualMachine') === 'VirtualMachine'
  if (field === undefined || operator === undefined || written === null || !onVm) return null
  const bar = field === 'tag' ? written.indexOf('|') : -1
  const text = written.slice(bar + 1)
  const criterion: Criteria = {
    field,
    scope: bar < 0 ? null : written.slice(0, bar),
    operator,
    values: operator === 'in' ? text.split(',') : [text],
  }
  return word in NEGATED ? { not: criterion } : criterion
}
