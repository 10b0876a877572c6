import {
  Alert,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  PageSection,
  Tab,
  Tabs,
  TabTitleText,
} from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { formatDuration } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { TAB_PANEL_ID, TabPanel } from '../../../ui/tab-panel.tsx'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { fleetHostQuery } from '../api/get-fleet-host.ts'
import { HostHistory } from '../components/host-history.tsx'
import { HostRules } from '../components/host-rules.tsx'
import { REALIZATION_MEANING, RealizationMark } from '../components/realization-mark.tsx'
import { SimulateMenu } from '../components/simulate-menu.tsx'

const DEFAULTS = { tab: 'rules' }

const Fact = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <DescriptionListGroup>
    <DescriptionListTerm>{term}</DescriptionListTerm>
    <DescriptionListDescription>{children}</DescriptionListDescription>
  </DescriptionListGroup>
)
const revisionLink = (number: number | null): ReactNode =>
  number === null ? 'none' : <Link to={paths.revision(number)}>r{number}</Link>

export const HostPage = () => {
  const { hostId = '' } = useParams()
  const { data: host, error, refetch } = useQuery(fleetHostQuery(hostId))
  const [{ tab }, setTab] = useUrlState(DEFAULTS)
  const crumbs = [{ label: 'Enforcement', to: paths.fleet() }]
  if (error) {
    return (
      <>
        <PageHeader title={hostId} crumbs={crumbs} />
        <Failure title={`Could not load host ${hostId}`} error={error} onRetry={() => void refetch()} />
      </>
    )
  }
  if (!host) {
    return (
      <>
        <PageHeader title={hostId} crumbs={crumbs} />
        <PageSection>
          <LoadingLines lines={8} />
        </PageSection>
      </>
    )
  }
  return (
    <>
      <PageHeader
        title={host.name}
        crumbs={crumbs}
        badge={<RealizationMark realization={host.realization} />}
        description={REALIZATION_MEANING[host.realization]}
        actions={<SimulateMenu host={host} />}
      />
      <PageSection hasBodyWrapper={false} className="fg-stack">
        {host.error !== null && (
          <Alert isInline variant="danger" title="Last error">
            {host.error}
          </Alert>
        )}
        <DescriptionList isCompact columnModifier={{ default: '2Col', lg: '3Col' }} aria-label="Facts">
          <Fact term="Wanted revision">{revisionLink(host.wantedRevision)}</Fact>
          <Fact term="Realized revision">{revisionLink(host.realizedRevision)}</Fact>
          <Fact term="Realized">
            <Time at={host.realizedAt} />
          </Fact>
          <Fact term="Latency">{host.latencyMs === null ? '–' : formatDuration(host.latencyMs)}</Fact>
          <Fact term="Last seen">
            <Time at={host.lastSeen} />
          </Fact>
          <Fact term="Workloads">
            <Link to={paths.workloads({ host: host.id })}>
              <Quantity value={host.workloads} />
            </Link>
          </Fact>
          <Fact term="Connections">
            <Quantity value={host.connections} />
          </Fact>
          <Fact term="Flow reports lost">
            <Quantity value={host.dropped} />
          </Fact>
          <Fact term="Cluster">{host.clusterName ?? 'none'}</Fact>
          <Fact term="Datapath">{host.datapath}</Fact>
        </DescriptionList>
        <Tabs
          activeKey={tab}
          onSelect={(_event, key) => setTab({ tab: String(key) })}
          aria-label="Host details"
        >
          <Tab
            eventKey="rules"
            tabContentId={TAB_PANEL_ID}
            title={<TabTitleText>Effective rules</TabTitleText>}
          />
          <Tab eventKey="history" tabContentId={TAB_PANEL_ID} title={<TabTitleText>History</TabTitleText>} />
        </Tabs>
        <TabPanel label="Host details">
          {tab === 'history' ? <HostHistory history={host.history} /> : <HostRules hostId={host.id} />}
        </TabPanel>
      </PageSection>
    </>
  )
}
