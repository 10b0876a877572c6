import type { TestResult } from '@flowgate/shared'
import { Card, CardBody, CardTitle } from '@patternfly/react-core'
import { CheckIcon, MinusIcon, QuestionIcon } from '@patternfly/react-icons'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { ActionMark } from '../../../ui/state/action-mark.tsx'
import { type CategoryWalk, type Evaluation, MISMATCH_TEXT, WHY_TEXT, walkOf } from '../model/trail.ts'

interface EvaluationCardProps {
  readonly result: TestResult
  readonly evaluation: Evaluation
  readonly view: string
}
type RuleStep = CategoryWalk['steps'][number]

const StepIcon = ({ result }: { readonly result: RuleStep['result'] }) =>
  result === 'matched' ? <CheckIcon /> : result === 'unknown' ? <QuestionIcon /> : <MinusIcon />

const Step = ({
  step,
  result,
  view,
}: {
  readonly step: RuleStep
  readonly result: TestResult
  readonly view: string
}) => (
  <li className={`fg-trail__step fg-trail__step--${step.result}`}>
    <StepIcon result={step.result} />
    <span>
      <Link to={paths.rule(step.policy, step.rule, view)}>{result.names.rules[step.rule] ?? step.rule}</Link>
      <span className="fg-subtle"> of {result.names.policies[step.policy] ?? step.policy}</span>
    </span>
    <span className="fg-trail__why">
      {step.result === 'matched'
        ? 'matches'
        : step.mismatch === null
          ? 'cannot be told'
          : MISMATCH_TEXT[step.mismatch]}
    </span>
  </li>
)

const OUTCOME = { decided: 'decides', jumped: 'jumps to application', passed: 'no rule matched' } as const

const Walk = ({
  walk,
  result,
  view,
}: {
  readonly walk: CategoryWalk
  readonly result: TestResult
  readonly view: string
}) => (
  <li className={`fg-trail__category fg-trail__category--${walk.outcome}`}>
    <div className="fg-row fg-row--between">
      <strong>{walk.category}</strong>
      <span className="fg-subtle">{walk.steps.length === 0 ? 'no rules' : OUTCOME[walk.outcome]}</span>
    </div>
    {walk.steps.length > 0 && (
      <ol className="fg-trail__steps">
        {walk.steps.map((step) => (
          <Step key={step.rule} step={step} result={result} view={view} />
        ))}
      </ol>
    )}
  </li>
)

/** One vNIC's decision, and the way to it. */
export const EvaluationCard = ({ result, evaluation, view }: EvaluationCardProps) => {
  const { point, direction, workload, host, action, decided, why, unknown, trail } = evaluation
  const side = point === 'source' ? result.source : result.destination
  const answered = result.answeredBy.find((one) => one.point === point)
  return (
    <Card isCompact className={result.verdict.decidedAt === point ? 'fg-trail__card--decided' : ''}>
      <CardTitle component="h3">
        <span className="fg-row fg-row--between fg-row--wrap">
          <span>
            {point === 'source' ? 'Source' : 'Destination'} vNIC, {direction}
          </span>
          <ActionMark action={action} />
        </span>
      </CardTitle>
      <CardBody className="fg-stack">
        <p className="fg-subtle">
          {workload === null ? side.name : <Link to={paths.workload(workload)}>{side.name}</Link>}{' '}
          <span className="fg-mono">{side.address}</span>
          {host !== null && (
            <>
              {' '}
              on <Link to={paths.host(host)}>{host}</Link>
            </>
          )}
          {answered?.revision != null && <span className="fg-num">, revision {answered.revision}</span>}
        </p>
        <p>
          {WHY_TEXT[why]}
          {unknown.length > 0 && `: ${unknown.join(', ')}`}
          {decided !== action && `; the rules say ${decided}`}
        </p>
        {trail.length > 0 && (
          <ol className="fg-trail" aria-label={`Trail at the ${point}`}>
            {walkOf(trail).map((walk) => (
              <Walk key={walk.category} walk={walk} result={result} view={view} />
            ))}
            {trail.some((step) => step.kind === 'default-rule') && (
              <li className="fg-trail__category fg-trail__category--decided">
                <div className="fg-row fg-row--between">
                  <strong>default rule</strong>
                  <span className="fg-subtle">decides</span>
                </div>
              </li>
            )}
          </ol>
        )}
      </CardBody>
    </Card>
  )
}
