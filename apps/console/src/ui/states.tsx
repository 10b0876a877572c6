import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Skeleton,
} from '@patternfly/react-core'
import { ExclamationCircleIcon } from '@patternfly/react-icons'
import type { ComponentType, ReactNode } from 'react'
import { errorText } from '../lib/api.ts'

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

export const Failure = ({ title, error, onRetry }: FailureProps) => (
  <EmptyState variant="sm" status="danger" headingLevel="h2" titleText={title} icon={ExclamationCircleIcon}>
    <EmptyStateBody>{errorText(error)}</EmptyStateBody>
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
