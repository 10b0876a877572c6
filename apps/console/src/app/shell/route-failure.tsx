import { Button, PageSection } from '@patternfly/react-core'
import { useRouteError } from 'react-router'
import { Failure } from '../../ui/states.tsx'

/** A page that threw, or whose code could not be loaded (a new version was installed meanwhile). */
export const RouteFailure = () => {
  const error = useRouteError()
  return (
    <PageSection isFilled>
      <Failure title="This page could not be shown" error={error} />
      <div className="fg-row" style={{ justifyContent: 'center' }}>
        <Button variant="secondary" onClick={() => window.location.reload()}>
          Reload
        </Button>
      </div>
    </PageSection>
  )
}
