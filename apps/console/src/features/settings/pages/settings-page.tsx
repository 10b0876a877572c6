import {
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Grid,
  GridItem,
  PageSection,
} from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useCan } from '../../../lib/session.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Failure, LoadingLines, Nothing } from '../../../ui/states.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { aboutQuery, settingsQuery } from '../api/settings.ts'
import { SettingsForm } from '../components/settings-form.tsx'

const About = () => {
  const { data } = useQuery(aboutQuery)
  if (!data) return <LoadingLines lines={5} />
  const facts = [
    ['Version', data.version],
    ['Database', data.database === 'embedded' ? 'embedded PostgreSQL' : 'external PostgreSQL'],
    ['Fleet', data.simulatedFleet ? 'simulated hosts' : 'real hosts'],
    ['Demo estate', data.demo ? 'loaded' : 'not loaded'],
    ['Running since', <Time key="since" at={data.startedAt} exact />],
  ] as const
  return (
    <DescriptionList isCompact isHorizontal aria-label="About">
      {facts.map(([term, value]) => (
        <DescriptionListGroup key={term}>
          <DescriptionListTerm>{term}</DescriptionListTerm>
          <DescriptionListDescription>{value}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  )
}

const Body = () => {
  const access = useCan('settings:read')
  const { data, error, refetch } = useQuery({ ...settingsQuery, enabled: access.allowed })
  if (!access.allowed) return <Nothing title="You may not see the settings">{access.reason}</Nothing>
  if (error)
    return <Failure title="Could not load the settings" error={error} onRetry={() => void refetch()} />
  return data ? <SettingsForm key={data.etag} settings={data} /> : <LoadingLines lines={10} />
}

export const SettingsPage = () => (
  <>
    <PageHeader title="Settings" description="Of the Manager as a whole" />
    <PageSection hasBodyWrapper={false}>
      <Grid hasGutter>
        <GridItem span={12} lg={8}>
          <Card>
            <CardBody>
              <Body />
            </CardBody>
          </Card>
        </GridItem>
        <GridItem span={12} lg={4}>
          <Card>
            <CardTitle component="h2">About</CardTitle>
            <CardBody className="fg-stack">
              <About />
              <p>
                <a href="/api/docs">API reference</a>
              </p>
            </CardBody>
          </Card>
        </GridItem>
      </Grid>
    </PageSection>
  </>
)
