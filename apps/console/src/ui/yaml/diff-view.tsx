import { Skeleton } from '@patternfly/react-core'
import { lazy, Suspense } from 'react'

const Editor = lazy(async () => ({ default: (await import('./merge-editor.tsx')).MergeEditor }))

interface DiffViewProps {
  readonly before: string
  readonly after: string
  readonly label: string
}

/** Two texts side by side, unchanged parts folded. Loads its editor when first shown. */
export const DiffView = (props: DiffViewProps) => (
  <Suspense fallback={<Skeleton height="240px" screenreaderText="Loading the comparison" />}>
    <Editor {...props} />
  </Suspense>
)
