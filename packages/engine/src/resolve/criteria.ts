import type { Criteria, Criterion, Workload } from '../model/document.ts'

/** A leaf that had its part in the result, with the value that decided it (null: no value did, or none had to). */
export interface CriterionReason {
  readonly criterion: Criterion
  /** The tag (`scope:value`), name, OS or segment id that made a positive leaf hold. */
  readonly value: string | null
  /** The leaf stands under `not`, and did not hold. */
  readonly negated: boolean
}

export const isCriterion = (criteria: Criteria): criteria is Criterion => 'field' in criteria

/** Does the boolean tree hold for the workload? See `Criterion` for what each leaf means. */
export function criteriaHold(criteria: Criteria, workload: Workload): boolean {
  if (isCriterion(criteria)) return leafHolds(criteria, fieldValues(criteria, workload))
  if ('all' in criteria) return criteria.all.every((child) => criteriaHold(child, workload))
  if ('any' in criteria) return criteria.any.some((child) => criteriaHold(child, workload))
  return !criteriaHold(criteria.not, workload)
}

/** The leaves that make the tree hold (`holds` true) or fail: every one of an `all`, the first sufficient one of an `any`. */
export function explainCriteria(
  criteria: Criteria,
  workload: Workload,
  holds = true,
): readonly CriterionReason[] {
  if (isCriterion(criteria)) {
    const values = fieldValues(criteria, workload)
    if (!holds) return [{ criterion: criteria, value: null, negated: true }]
    const value = criteria.operator === 'not-equals' ? null : values.find((text) => valueFits(criteria, text))
    return [
      {
        criterion: criteria,
        value: value === undefined || value === null ? null : display(criteria, value, workload),
        negated: false,
      },
    ]
  }
  if ('not' in criteria) return explainCriteria(criteria.not, workload, !holds)
  const children = 'all' in criteria ? criteria.all : criteria.any
  if ('all' in criteria === holds) return children.flatMap((child) => explainCriteria(child, workload, holds))
  const first = children.find((child) => criteriaHold(child, workload) === holds)
  return first === undefined ? [] : explainCriteria(first, workload, holds)
}

/** The texts that a leaf compares: the values of the selected tags, the name, the OS, or the segment ids of the vNICs. */
export function fieldValues(criterion: Criterion, workload: Workload): readonly string[] {
  switch (criterion.field) {
    case 'tag':
      return workload.tags
        .filter((tag) => criterion.scope === null || tag.scope === criterion.scope)
        .map((tag) => tag.value)
    case 'name':
      return [workload.name]
    case 'os':
      return workload.os === null ? [] : [workload.os]
    case 'segment':
      return workload.vnics.flatMap((vnic) => (vnic.segment === null ? [] : [vnic.segment]))
  }
}

/** `not-equals` holds where no value equals; every other operator where some value fits. */
const leafHolds = (criterion: Criterion, values: readonly string[]): boolean =>
  criterion.operator === 'not-equals'
    ? !values.includes(criterion.values[0] ?? '')
    : values.some((value) => valueFits(criterion, value))

/** One value against a positive operator; for `not-equals`, the value that would break it. */
export function valueFits({ operator, values }: Criterion, value: string): boolean {
  const wanted = values[0] ?? ''
  switch (operator) {
    case 'equals':
    case 'not-equals':
      return value === wanted
    case 'in':
      return values.includes(value)
    case 'starts-with':
      return value.startsWith(wanted)
    case 'ends-with':
      return value.endsWith(wanted)
    case 'contains':
      return value.includes(wanted)
    case 'exists':
      return true
  }
}

function display(criterion: Criterion, value: string, workload: Workload): string {
  if (criterion.field !== 'tag') return value
  const tag = workload.tags.find(
    (each) => each.value === value && (criterion.scope === null || each.scope === criterion.scope),
  )
  return `${tag?.scope ?? ''}:${value}`
}
