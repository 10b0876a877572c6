import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Skeleton,
} from '@patternfly/react-core'
import { ExclamationCircleIcon, LockIcon } from '@patternfly/react-icons'
import type { ComponentType, ReactNode } from 'react'
import { errorText, isCode } from '../lib/api.ts'

interface NothingProps {
  readonly title: string
  /** What would be here, and how it gets here. */
  readonly children?: ReactNode
  readonly icon?: ComponentType
  /** The next step. */
  readonly action?: ReactNode
}

export const Nothing = ({ title, children, icon, action }: NothingProps) => (
  <EmptyState variant="sm" headingLevel="h2" titleText={title} {...(icon ? { icon } : {})}>
    {children && <EmptyStateBody>{children}</EmptyStateBody>}
    {action && (
      <EmptyStateFooter>
        <EmptyStateActions>{action}</EmptyStateActions>
      </EmptyStateFooter>
    )}
  </EmptyState>
)

interface FailureProps {
  /** What could not be done: `Could not load the groups`. */
  readonly title: string
  readonly error: unknown
  readonly onRetry?: () => void
}

/** A message of the Manager as a sentence, with the names in it set apart. */
export const Sentence = ({ text }: { readonly text: string }) => {
  const whole = text.charAt(0).toUpperCase() + text.slice(1)
  // Every second piece stood between backticks; two pieces with the same text have their places to tell them apart.
  const pieces = whole
    .split('`')
    .map((piece, place) => ({ key: `${place} ${piece}`, piece, isName: place % 2 === 1 }))
  return pieces.map(({ key, piece, isName }) => (isName ? <code key={key}>{piece}</code> : piece))
}

/** What may not be seen is no failure: asking again would not help. */
const Refusal = ({ error }: { readonly error: unknown }) => (
  <EmptyState variant="sm" headingLevel="h2" titleText="Your role does not include this" icon={LockIcon}>
    <EmptyStateBody>
      <Sentence text={errorText(error)} />
    </EmptyStateBody>
  </EmptyState>
)

export const Failure = ({ title, error, onRetry }: FailureProps) =>
  isCode(error, 'forbidden') ? (
    <Refusal error={error} />
  ) : (
    <EmptyState variant="sm" status="danger" headingLevel="h2" titleText={title} icon={ExclamationCircleIcon}>
      <EmptyStateBody>
        <Sentence text={errorText(error)} />
      </EmptyStateBody>
      {onRetry && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="secondary" onClick={onRetry}>
              Try again
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  )

/** Holds the place of text while it loads. */
export const LoadingLines = ({ lines = 4 }: { readonly lines?: number }) => (
  <div className="fg-stack" aria-busy="true">
    {Array.from({ length: lines }, (_, index) => `line-${index}`).map((key, index) => (
      <Skeleton
        key={key}
        width={`${90 - ((index * 17) % 45)}%`}
        screenreaderText={index === 0 ? 'Loading' : ''}
      />
    ))}
  </div>
)
