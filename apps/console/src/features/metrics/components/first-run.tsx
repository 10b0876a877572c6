import type { Overview } from '@flowgate/shared'
import { ProgressStep, ProgressStepper } from '@patternfly/react-core'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { HomeCard } from './home-card.tsx'

type Step = Overview['firstRun'][number]['step']
const STEPS: Readonly<Record<Step, { readonly label: string; readonly hint: string; readonly to: string }>> =
  {
    'import-flows': {
      label: 'See traffic',
      hint: 'Wait for your hosts, or import records',
      to: paths.imports(),
    },
    'review-applications': { label: 'Review applications', hint: 'Who talks with whom', to: paths.map() },
    'first-group': {
      label: 'First security group',
      hint: 'Name what belongs together',
      to: paths.groups({ new: 1 }),
    },
    'first-policy': { label: 'First policy', hint: 'Say who may talk', to: paths.policies({ new: 1 }) },
    'first-publish': { label: 'First publish', hint: 'Send it to the hosts', to: paths.drafts() },
  }

/** Until all is done; then it is gone for good. */
export const FirstRun = ({ steps }: { readonly steps: Overview['firstRun'] }) => {
  const done = steps.filter((step) => step.done).length
  if (steps.length === 0 || done === steps.length) return null
  const current = steps.find((step) => !step.done)?.step
  return (
    <HomeCard title={`First steps: ${done} of ${steps.length} done`} className="fg-home-card--wide">
      <ProgressStepper aria-label="First steps" className="fg-first-run">
        {steps.map(({ step, done: isDone }) => (
          <ProgressStep
            key={step}
            id={`step-${step}`}
            titleId={`step-${step}-title`}
            variant={isDone ? 'success' : step === current ? 'info' : 'pending'}
            isCurrent={step === current}
            description={STEPS[step].hint}
            aria-label={`${STEPS[step].label}: ${isDone ? 'done' : 'to do'}`}
          >
            <Link to={STEPS[step].to}>{STEPS[step].label}</Link>
          </ProgressStep>
        ))}
      </ProgressStepper>
    </HomeCard>
  )
}
