import type { TestResult } from '@flowgate/shared'

type Evaluation = TestResult['verdict']['evaluations'][number]
type Names = TestResult['names']

const DONE: Readonly<Record<Evaluation['action'], string>> = {
  allow: 'allowed',
  drop: 'dropped',
  reject: 'rejected',
}

const decider = ({ why, rule, category, unknown }: Evaluation, names: Names): string => {
  switch (why) {
    case 'rule':
    case 'tcp-strict': {
      const named = rule === null ? 'a rule outside your scope' : `rule \`${names.rules[rule] ?? rule}\``
      const strict = why === 'tcp-strict' ? ', whose policy is TCP-strict,' : ''
      return `by ${named}${strict} in category ${category ?? 'unknown'}`
    }
    case 'default-rule':
      return 'by the default rule'
    case 'established':
      return 'because it belongs to a connection that was allowed'
    case 'related':
      return 'because it reports an error of a connection that was allowed'
    case 'not-protected':
      return 'because no engine protects this end'
    case 'excluded':
      return 'because the workload is on the exclusion list'
    case 'idle':
      return 'because the workload’s enforcement mode is idle'
    case 'visibility':
      return 'because the workload’s enforcement mode is visibility, which enforces nothing'
    case 'not-selected':
      return 'because the workload enforces only selected services, and this is none of them'
    case 'unknown-condition':
      return `because it hangs on what could not be told: ${unknown.join(', ')}`
  }
}

/** One sentence: what happened, what decided, and where. */
export const summarize = (
  { action, decidedAt, evaluations }: TestResult['verdict'],
  names: Names,
  place: (side: Evaluation['point']) => string,
): string => {
  const deciding = evaluations.find(({ point }) => point === decidedAt)
  if (deciding === undefined) return DONE[action]
  const where = deciding.workload === null ? '' : ` at the ${decidedAt} vNIC of ${place(decidedAt)}`
  return `${DONE[action]} ${decider(deciding, names)}${where}`
}
