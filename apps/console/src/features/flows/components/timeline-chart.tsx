import { useMemo } from 'react'
import { formatCount, formatTime } from '../../../lib/format.ts'
import { Chart } from '../../../ui/chart/chart.tsx'
import { stateTimeline } from '../../../ui/chart/state-timeline.ts'
import type { Timeline } from '../api/timeline.ts'

interface TimelineChartProps {
  readonly timeline: Timeline
  /** A click on a bar narrows the window to it. */
  readonly onNarrow: (from: string, to: string) => void
}

export const TimelineChart = ({ timeline, onNarrow }: TimelineChartProps) => {
  const { items, bucketSeconds } = timeline
  const option = useMemo(
    () =>
      stateTimeline(
        items.map(({ at, sessions }) => ({ at, values: sessions })),
        bucketSeconds,
        'sessions',
      ),
    [items, bucketSeconds],
  )
  const total = items.reduce(
    (sum, { sessions }) => sum + Object.values(sessions).reduce((a, b) => a + b, 0),
    0,
  )
  // The table below says what there is to do.
  if (total === 0) return null
  const first = items[0]
  return (
    <Chart
      height={170}
      summary={`${formatCount(total)} sessions${first ? ` since ${formatTime(first.at)}` : ''}, by verdict over time`}
      option={option}
      onClick={({ index }) => {
        const item = items[index]
        if (item) onNarrow(item.at, new Date(Date.parse(item.at) + bucketSeconds * 1_000).toISOString())
      }}
    />
  )
}
