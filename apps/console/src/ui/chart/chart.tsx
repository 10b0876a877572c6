import { Skeleton } from '@patternfly/react-core'
import { lazy, Suspense } from 'react'
import type { ChartProps } from './echart.tsx'

const EChart = lazy(async () => ({ default: (await import('./echart.tsx')).EChart }))

/** A chart; its library loads with the first one. Give it `summary`: what a reader who cannot see it should know. */
export const Chart = (props: ChartProps) => (
  <Suspense fallback={<Skeleton height={`${props.height}px`} screenreaderText="Loading the chart" />}>
    <EChart {...props} />
  </Suspense>
)
