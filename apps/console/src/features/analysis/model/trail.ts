import type { TestResult } from '@flowgate/shared'

export type Evaluation = TestResult['verdict']['evaluations'][number]
type Step = Evaluation['trail'][number]
type RuleStep = Extract<Step, { kind: 'rule' }>

/** The walk through one category at one vNIC. */
export interface CategoryWalk {
  readonly category: string
  readonly steps: readonly RuleStep[]
  /** It ended the walk: its rule decided, or it jumped. */
  readonly outcome: 'decided' | 'jumped' | 'passed'
}

/** The trail folded into its categories, in order; the default rule is not among them. */
export const walkOf = (trail: readonly Step[]): readonly CategoryWalk[] => {
  const walks: { category: string; steps: RuleStep[]; outcome: CategoryWalk['outcome'] }[] = []
  for (const step of trail) {
    if (step.kind === 'category') walks.push({ category: step.category, steps: [], outcome: 'passed' })
    const walk = walks.at(-1)
    if (walk === undefined) continue
    if (step.kind === 'rule') {
      walk.steps.push(step)
      if (step.result === 'matched') walk.outcome = 'decided'
    }
    if (step.kind === 'jump') walk.outcome = 'jumped'
  }
  return walks
}

export const MISMATCH_TEXT: Readonly<Record<NonNullable<RuleStep['mismatch']>, string>> = {
  disabled: 'is disabled',
  'outside-schedule': 'is outside its schedule',
  direction: 'is for the other direction',
  'ip-version': 'is for the other IP version',
  'applied-to': 'is not applied to this vNIC',
  source: 'has other sources',
  destination: 'has other destinations',
  service: 'has other services',
  'context-profile': 'needs another application identity',
  process: 'needs another process',
  user: 'needs another user',
}

export const WHY_TEXT: Readonly<Record<Evaluation['why'], string>> = {
  rule: 'a rule matched',
  'default-rule': 'no rule matched; the default rule decides',
  established: 'it belongs to an established connection',
  related: 'it is an error about an established connection',
  'not-protected': 'no protected vNIC has this address',
  excluded: 'the workload is on the exclusion list',
  idle: 'enforcement mode idle: nothing is evaluated here',
  visibility: 'enforcement mode visibility: evaluated, not enforced',
  'not-selected': 'enforcement mode selective: this service is not enforced',
  'tcp-strict': 'TCP-strict: the segment belongs to no connection',
  'unknown-condition': 'it depends on something that is not known',
}
