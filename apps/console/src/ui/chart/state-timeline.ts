import { FLOW_STATES, type FlowState } from '@flowgate/shared'
import type { EChartsCoreOption } from 'echarts/core'
import { formatBytes, formatCount, formatTime } from '../../lib/format.ts'
import { STATES } from '../state/states.ts'
import { axisLook, type ChartColors, chartFrame } from './colors.ts'

export interface TimelinePoint {
  readonly at: string
  readonly values: Readonly<Record<FlowState, number>>
}
/** Fills that differ without colour, too. */
const DECAL = {
  allowed: { symbol: 'none' },
  denied: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 3], rotation: Math.PI / 4 },
  unprotected: { symbol: 'circle', symbolSize: 0.7 },
  unknown: { symbol: 'none' },
} as const

/** Stacked bars over time by state. */
export const stateTimeline =
  (points: readonly TimelinePoint[], bucketSeconds: number, unit: 'sessions' | 'bytes') =>
  (colors: ChartColors): EChartsCoreOption => {
    const format = unit === 'bytes' ? formatBytes : formatCount
    const present = FLOW_STATES.filter((state) => points.some((point) => point.values[state] > 0))
    return {
      ...chartFrame(colors),
      aria: { enabled: true, decal: { show: true } },
      grid: { left: 8, right: 12, top: 28, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 18, itemHeight: 10, textStyle: { color: colors.subtle } },
      tooltip: {
        ...chartFrame(colors).tooltip,
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        valueFormatter: (value: unknown) => format(Number(value)),
      },
      xAxis: {
        type: 'category',
        data: points.map((point) => formatTime(point.at).slice(0, 16)),
        ...axisLook(colors),
        splitLine: { show: false },
        axisLabel: {
          ...axisLook(colors).axisLabel,
          formatter: (label: string) => (bucketSeconds >= 21_600 ? label.slice(5, 10) : label.slice(5)),
        },
      },
      yAxis: {
        type: 'value',
        ...axisLook(colors),
        axisLabel: { color: colors.subtle, formatter: format },
        splitNumber: 3,
      },
      series: present.map((state) => ({
        type: 'bar',
        name: STATES[state].label,
        stack: 'all',
        barCategoryGap: '18%',
        itemStyle: { color: colors.state[state], decal: DECAL[state] },
        emphasis: { focus: 'series' },
        data: points.map((point) => point.values[state]),
      })),
    }
  }
