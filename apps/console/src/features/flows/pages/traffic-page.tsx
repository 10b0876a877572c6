import { PageSection, Skeleton, Switch, Tab, Tabs, TabTitleText } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { formatBytes, plural } from '../../../lib/format.ts'
import { useLiveState } from '../../../lib/live.ts'
import { paths } from '../../../lib/paths.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { useViewTime } from '../../../lib/use-view-time.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import { TAB_PANEL_ID, TabPanel } from '../../../ui/tab-panel.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { TimeRange } from '../../../ui/time-range.tsx'
import { rangeFromUrl, rangeToUrl } from '../../../ui/time-ranges.ts'
import { aggregateQuery } from '../api/aggregate.ts'
import { flowsQuery } from '../api/flows.ts'
import { timelineQuery } from '../api/timeline.ts'
import { AggregateTable } from '../components/aggregate-table.tsx'
import { ExportMenu } from '../components/export-menu.tsx'
import { FlowTable } from '../components/flow-table.tsx'
import { TimelineChart } from '../components/timeline-chart.tsx'
import { TrafficFilters } from '../components/traffic-filters.tsx'
import {
  DEFAULT_RANGE,
  FLOW_FILTERS,
  GROUPINGS,
  groupByOf,
  TRAFFIC_URL,
  toFlowFilter,
} from '../model/traffic-url.ts'

const EMPTY = (
  <Nothing title="No traffic in this window" action={<Link to={paths.imports()}>Import flow records</Link>}>
    Flows that the hosts observe appear here by themselves. Choose a longer time window, or import records
    from elsewhere.
  </Nothing>
)

export const TrafficPage = () => {
  const [url, set] = useUrlState(TRAFFIC_URL)
  const groupBy = groupByOf(url.groupBy)
  const state = useTableState(FLOW_FILTERS, { sort: groupBy === null ? '-lastSeen' : '-sessions' })
  const live = url.live !== ''
  const liveState = useLiveState()
  const now = useViewTime()
  const { filters, q } = state
  const filterKey = JSON.stringify(filters)
  // biome-ignore lint/correctness/useExhaustiveDependencies: filterKey stands for the filters
  const filter = useMemo(
    () => toFlowFilter(filters, url, q, now),
    [filterKey, url.last, url.from, url.to, q, now],
  )
  const { limit, cursor, sort } = state.query

  const flows = useQuery({
    ...flowsQuery({ ...filter, limit, ...(sort ? { sort } : {}), ...(cursor ? { cursor } : {}) }, live),
    enabled: groupBy === null,
  })
  const groups = useQuery({
    ...aggregateQuery({ ...filter, groupBy: groupBy ?? 'port', limit: 500 }, live),
    enabled: groupBy !== null,
  })
  const totals = useQuery(aggregateQuery({ ...filter, groupBy: 'state', limit: 10 }, live))
  const timeline = useQuery(timelineQuery({ ...filter, buckets: 90 }, live))
  const grouping = GROUPINGS.find(({ value }) => value === (groupBy ?? '')) ?? GROUPINGS[0]
  const sums = totals.data?.totals
  const window = { last: url.last, from: url.from, to: url.to }

  const toolbar = <TrafficFilters state={state} />
  return (
    <>
      <PageHeader
        title="Traffic"
        description={
          sums ? (
            <span role="status" className="fg-num">
              {plural(sums.flows, 'flow')}, {plural(sums.sessions, 'session')}, {formatBytes(sums.bytes)}
              {live && (liveState === 'live' ? ', live' : ', waiting for the live connection')}
            </span>
          ) : (
            <Skeleton width="260px" screenreaderText="Counting" />
          )
        }
        actions={
          <>
            <Switch
              id="live"
              label="Live"
              isChecked={live}
              onChange={(_event, checked) => set({ live: checked ? '1' : null })}
            />
            <TimeRange
              value={rangeFromUrl(url, DEFAULT_RANGE)}
              onChange={(value) => set(rangeToUrl(value))}
            />
            <ExportMenu filter={filter} />
            <Link to={paths.map({ ...filters, ...window, q })}>Open on the map</Link>
            <Link to={paths.imports()}>Imports</Link>
          </>
        }
      />
      <PageSection className="fg-traffic__chart">
        {timeline.data ? (
          timeline.data.items.length > 0 && (
            <TimelineChart
              timeline={timeline.data}
              onNarrow={(from, to) => set({ from, to, last: null }, 'push')}
            />
          )
        ) : (
          <Skeleton height="170px" screenreaderText="Loading the timeline" />
        )}
      </PageSection>
      <PageSection isFilled>
        <Tabs
          activeKey={groupBy ?? ''}
          onSelect={(_event, key) => {
            state.setSort('')
            set({ groupBy: String(key) })
          }}
          aria-label="Grouped by"
          isSubtab
        >
          {GROUPINGS.map(({ value, label }) => (
            <Tab
              key={value}
              eventKey={value}
              tabContentId={TAB_PANEL_ID}
              title={<TabTitleText>{label}</TabTitleText>}
            />
          ))}
        </Tabs>
        <TabPanel label={grouping?.label ?? ''}>
          {groupBy === null ? (
            <FlowTable result={flows} state={state} filters={toolbar} empty={EMPTY} />
          ) : (
            <AggregateTable
              heading={grouping?.label ?? ''}
              result={groups}
              state={state}
              filters={toolbar}
              empty={EMPTY}
              onOpen={(item) => {
                set({ groupBy: null }, 'push')
                state.setFilter(item.filter)
              }}
            />
          )}
        </TabPanel>
      </PageSection>
    </>
  )
}
