import { PageSection } from '@patternfly/react-core'
import { Link } from 'react-router'
import { paths } from '../../lib/paths.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { Nothing } from '../../ui/states.tsx'

export const NotFound = () => (
  <>
    <PageHeader title="Not found" />
    <PageSection isFilled>
      <Nothing title="There is no page at this address" action={<Link to={paths.home()}>Go to Home</Link>}>
        The link may be old, or you may not be allowed to see what it leads to.
      </Nothing>
    </PageSection>
  </>
)
