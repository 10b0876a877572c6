import type { Overview } from '@flowgate/shared'
import { useMemo } from 'react'
import { Link, useNavigate } from 'react-router'
import { formatCount } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { Chart } from '../../../ui/chart/chart.tsx'
import { stateTimeline } from '../../../ui/chart/state-timeline.ts'

export const TrafficChart = ({ traffic }: { readonly traffic: Overview['traffic'] }) => {
  const navigate = useNavigate()
  const { timeline, bucketSeconds, sessions } = traffic
  const option = useMemo(
    () =>
      stateTimeline(
        timeline.map((item) => ({ at: item.at, values: item.sessions })),
        bucketSeconds,
        'sessions',
      ),
    [timeline, bucketSeconds],
  )
  if (timeline.every((item) => Object.values(item.sessions).every((count) => count === 0)))
    return (
      <p className="fg-subtle">
        No traffic in this window. Hosts report what they see by themselves; you can also{' '}
        <Link to={paths.imports()}>import flow records</Link>.
      </p>
    )
  return (
    <Chart
      height={240}
      summary={`Sessions over time: ${formatCount(sessions.allowed)} allowed, ${formatCount(sessions.denied)} denied, ${formatCount(sessions.unprotected)} unprotected, ${formatCount(sessions.unknown)} unknown`}
      option={option}
      onClick={({ index }) => {
        const item = timeline[index]
        if (!item) return
        const to = new Date(Date.parse(item.at) + bucketSeconds * 1_000).toISOString()
        void navigate(paths.traffic({ from: item.at, to }))
      }}
    />
  )
}
