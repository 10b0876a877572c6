import { Card, CardBody, CardTitle } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { formatDuration } from '../../../lib/format.ts'
import { Chart } from '../../../ui/chart/chart.tsx'
import { axisLook, type ChartColors, chartFrame } from '../../../ui/chart/colors.ts'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { latencyQuery } from '../api/publish-latency.ts'

const shown = (value: number | null): string => (value === null ? '–' : formatDuration(value))

/** How long the hosts took for one revision, from publish to realized. */
export const LatencyCard = ({ revision }: { readonly revision: number }) => {
  const { data, error, isPending, refetch } = useQuery(latencyQuery(revision))
  const option = useCallback(
    (colors: ChartColors) => ({
      ...chartFrame(colors),
      grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
      xAxis: {
        type: 'category' as const,
        data: (data?.histogram ?? []).map(({ upToMs }) => `≤ ${formatDuration(upToMs)}`),
        ...axisLook(colors),
      },
      yAxis: { type: 'value' as const, minInterval: 1, ...axisLook(colors) },
      tooltip: { ...chartFrame(colors).tooltip, trigger: 'axis' as const },
      series: [
        {
          type: 'bar' as const,
          name: 'Hosts',
          barMaxWidth: 28,
          itemStyle: { color: colors.brand, borderRadius: [3, 3, 0, 0] },
          data: (data?.histogram ?? []).map(({ hosts }) => hosts),
        },
      ],
    }),
    [data],
  )
  const body = () => {
    if (isPending) return <LoadingLines lines={5} />
    if (error)
      return <Failure title="Could not load the latency" error={error} onRetry={() => void refetch()} />
    if (data.histogram.every(({ hosts }) => hosts === 0))
      return (
        <p className="fg-subtle">
          Not measured for this revision: the hosts had it when they first connected. The next publish shows
          how long each host takes.
        </p>
      )
    const summary = `Median ${shown(data.p50Ms)}, 95th percentile ${shown(data.p95Ms)}, slowest ${shown(data.maxMs)}`
    return (
      <>
        <p className="fg-subtle fg-num">{summary}</p>
        <Chart height={150} summary={`Publish to realized: ${summary}`} option={option} />
      </>
    )
  }
  return (
    <Card isCompact>
      <CardTitle component="h2">Publish to realized, revision {revision}</CardTitle>
      <CardBody>{body()}</CardBody>
    </Card>
  )
}
