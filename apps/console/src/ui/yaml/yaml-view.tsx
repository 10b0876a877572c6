import { Skeleton } from '@patternfly/react-core'
import { lazy, Suspense } from 'react'

const Editor = lazy(async () => ({ default: (await import('./text-editor.tsx')).TextEditor }))

interface YamlViewProps {
  readonly text: string
  readonly label: string
  /** Read-only without it. */
  readonly onChange?: (text: string) => void
}

/** YAML with colours, folding and search. Loads its editor when first shown. */
export const YamlView = (props: YamlViewProps) => (
  <Suspense fallback={<Skeleton height="240px" screenreaderText="Loading the text" />}>
    <Editor {...props} />
  </Suspense>
)
