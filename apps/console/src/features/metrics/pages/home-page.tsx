import { PageSection, Skeleton } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { paths } from '../../../lib/paths.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { useViewTime } from '../../../lib/use-view-time.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Failure } from '../../../ui/states.tsx'
import { TimeRange } from '../../../ui/time-range.tsx'
import { rangeEnds, rangeFromUrl, rangeToUrl } from '../../../ui/time-ranges.ts'
import { overviewQuery } from '../api/overview.ts'
import { CoverageBars } from '../components/coverage-bars.tsx'
import { FirstRun } from '../components/first-run.tsx'
import { Headlines } from '../components/headlines.tsx'
import { HomeCard } from '../components/home-card.tsx'
import { HostsList } from '../components/hosts-list.tsx'
import { ModeChart } from '../components/mode-chart.tsx'
import { PendingList } from '../components/pending-list.tsx'
import { TopBars } from '../components/top-bars.tsx'
import { TrafficChart } from '../components/traffic-chart.tsx'
import './home-page.css'

const URL_STATE = { last: '30d', from: '', to: '' }

export const HomePage = () => {
  const [url, set] = useUrlState(URL_STATE)
  const now = useViewTime()
  const ends = useMemo(() => rangeEnds(rangeFromUrl(url, '30d'), now), [url, now])
  const { data, error, refetch } = useQuery(overviewQuery(ends))
  return (
    <>
      <PageHeader
        title="Home"
        actions={<TimeRange value={rangeFromUrl(url, '30d')} onChange={(value) => set(rangeToUrl(value))} />}
      />
      <PageSection isFilled>
        {error && !data ? (
          <Failure title="Could not load the overview" error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <div className="fg-home" aria-busy="true">
            <Skeleton height="96px" className="fg-home-card--wide" screenreaderText="Loading the overview" />
            <Skeleton height="300px" className="fg-home-card--double" />
            <Skeleton height="300px" />
            <Skeleton height="280px" />
            <Skeleton height="280px" />
            <Skeleton height="280px" />
          </div>
        ) : (
          <div className="fg-home">
            <FirstRun steps={data.firstRun} />
            <Headlines overview={data} window={url} />
            <HomeCard
              title="Sessions over time"
              className="fg-home-card--double"
              link={{ label: 'Traffic', to: paths.traffic(url) }}
            >
              <TrafficChart traffic={data.traffic} />
            </HomeCard>
            <HomeCard title="Enforcement by mode" link={{ label: 'Workloads', to: paths.workloads() }}>
              <ModeChart workloads={data.workloads} />
            </HomeCard>
            <HomeCard title="Coverage by application" link={{ label: 'Map', to: paths.map(url) }}>
              <CoverageBars items={data.coverageByApplication} window={url} />
            </HomeCard>
            <HomeCard
              title="Top talkers"
              link={{ label: 'All pairs', to: paths.traffic({ ...url, groupBy: 'pair' }) }}
            >
              <TopBars
                label="Top talkers"
                items={data.topTalkers}
                narrow={url}
                empty="No traffic in this window."
              />
            </HomeCard>
            <HomeCard
              title="Top denied"
              link={{ label: 'All denied', to: paths.traffic({ ...url, state: 'denied', groupBy: 'pair' }) }}
            >
              <TopBars
                label="Top denied"
                items={data.topDenied}
                narrow={{ ...url, state: 'denied' }}
                empty="Nothing was denied in this window."
              />
            </HomeCard>
            <HomeCard title="Hosts not realized" link={{ label: 'Enforcement', to: paths.fleet() }}>
              <HostsList hosts={data.hosts} />
            </HomeCard>
            <HomeCard title="Pending changes" link={{ label: 'Drafts', to: paths.drafts() }}>
              <PendingList pending={data.pending} />
            </HomeCard>
          </div>
        )}
      </PageSection>
    </>
  )
}
