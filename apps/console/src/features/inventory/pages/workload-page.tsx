import {
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
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { usePolicyView } from '../../../lib/view.ts'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { TAB_PANEL_ID, TabPanel } from '../../../ui/tab-panel.tsx'
import { Mono } from '../../../ui/text/mono.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { workloadQuery } from '../api/inventory.ts'
import { EditWorkloadsDialog } from '../components/edit-workloads-dialog.tsx'
import { ModeMark } from '../components/mode-mark.tsx'
import { TagList } from '../components/tag-list.tsx'
import { VnicTable } from '../components/vnic-table.tsx'
import { WorkloadGroups, WorkloadRules } from '../components/workload-groups.tsx'

const DEFAULTS = { tab: 'vnics' }

export const WorkloadPage = () => {
  const { workloadId = '' } = useParams()
  const { data: workload, error, refetch } = useQuery(workloadQuery(workloadId))
  const [{ tab }, setTab] = useUrlState(DEFAULTS)
  const [editing, setEditing] = useState(false)
  const view = usePolicyView()?.view ?? 'published'
  const crumbs = [{ label: 'Workloads', to: paths.workloads() }]
  if (!workload) {
    return (
      <>
        <PageHeader title={workloadId} crumbs={crumbs} />
        <PageSection hasBodyWrapper={false}>
          {error ? (
            <Failure
              title={`Could not load workload ${workloadId}`}
              error={error}
              onRetry={() => void refetch()}
            />
          ) : (
            <LoadingLines lines={8} />
          )}
        </PageSection>
      </>
    )
  }
  const facts = [
    ['Id', <Mono key="id">{workload.id}</Mono>],
    ['Kind', workload.kind],
    ['Operating system', workload.os ?? 'unknown'],
    ['Power', workload.powerState],
    [
      'Host',
      workload.host === null ? (
        'none'
      ) : (
        <Link key="host" to={paths.host(workload.host)}>
          {workload.hostName ?? workload.host}
        </Link>
      ),
    ],
    ['Tags', <TagList key="tags" tags={workload.tags} />],
    ['Changed', <Time key="changed" at={workload.updatedAt} />],
  ] as const
  return (
    <>
      <PageHeader
        title={workload.name}
        crumbs={crumbs}
        badge={<ModeMark mode={workload.mode} excluded={workload.excluded} />}
        actions={
          <span className="fg-row">
            <Link to={paths.traffic({ either: `wl:${workload.id}` })}>Traffic</Link>
            <Link to={paths.analyze({ source: workload.id })}>Test from here</Link>
            <GuardedButton requires="inventory:write" variant="secondary" onClick={() => setEditing(true)}>
              Change…
            </GuardedButton>
          </span>
        }
      />
      <PageSection hasBodyWrapper={false} className="fg-stack">
        <DescriptionList isCompact columnModifier={{ default: '2Col', lg: '3Col' }} aria-label="Facts">
          {facts.map(([term, value]) => (
            <DescriptionListGroup key={term}>
              <DescriptionListTerm>{term}</DescriptionListTerm>
              <DescriptionListDescription>{value}</DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
        <Tabs
          activeKey={tab}
          onSelect={(_event, key) => setTab({ tab: String(key) })}
          aria-label="Workload details"
        >
          <Tab eventKey="vnics" tabContentId={TAB_PANEL_ID} title={<TabTitleText>vNICs</TabTitleText>} />
          <Tab eventKey="groups" tabContentId={TAB_PANEL_ID} title={<TabTitleText>Groups</TabTitleText>} />
          <Tab eventKey="rules" tabContentId={TAB_PANEL_ID} title={<TabTitleText>Rules</TabTitleText>} />
        </Tabs>
        <TabPanel label="Workload details">
          {tab === 'groups' && <WorkloadGroups workloadId={workload.id} view={view} />}
          {tab === 'rules' && <WorkloadRules workloadId={workload.id} view={view} />}
          {tab === 'vnics' && <VnicTable vnics={workload.vnics} />}
        </TabPanel>
      </PageSection>
      {editing && <EditWorkloadsDialog workloads={[workload]} onClose={() => setEditing(false)} />}
    </>
  )
}
