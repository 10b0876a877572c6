import type { TestResult } from '@flowgate/shared'
import { Alert } from '@patternfly/react-core'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { EvaluationCard } from './evaluation-card.tsx'

const TITLE = { allow: 'Passes', drop: 'Denied: dropped', reject: 'Denied: rejected' } as const

const Groups = ({
  label,
  groups,
  view,
}: {
  readonly label: string
  readonly groups: TestResult['source']['groups']
  readonly view: string
}) => (
  <div className="fg-row fg-row--wrap">
    <span className="fg-subtle">{label} is in</span>
    {groups.length === 0
      ? 'no group'
      : groups.map(({ id, name }) => (
          <ObjectChip key={id} kind="group" name={name} to={paths.group(id, { view })} />
        ))}
  </div>
)

/** The answer: one sentence, then both ends with their trails. */
export const VerdictView = ({ result, view }: { readonly result: TestResult; readonly view: string }) => {
  const { action, decidedAt, evaluations } = result.verdict
  const deciding = evaluations.find(({ point }) => point === decidedAt)
  return (
    <div className="fg-stack">
      <Alert
        isInline
        variant={action === 'allow' ? 'success' : 'danger'}
        title={TITLE[action]}
        aria-live="polite"
      >
        <p>{result.summary}</p>
        {deciding?.policy != null && deciding.rule !== null && (
          <Link to={paths.rule(deciding.policy, deciding.rule, view)}>Open the deciding rule</Link>
        )}
      </Alert>
      <Groups label={result.source.name} groups={result.source.groups} view={view} />
      <Groups label={result.destination.name} groups={result.destination.groups} view={view} />
      <div className="fg-trail__cards">
        {evaluations.map((evaluation) => (
          <EvaluationCard key={evaluation.point} result={result} evaluation={evaluation} view={view} />
        ))}
      </div>
    </div>
  )
}
