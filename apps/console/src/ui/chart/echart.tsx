import { BarChart, LineChart, PieChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use as register } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useIsDark } from '../../lib/use-theme.ts'
import { type ChartColors, readChartColors } from './colors.ts'

register([
  BarChart,
  LineChart,
  PieChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  AriaComponent,
  CanvasRenderer,
])

/** What was clicked: a series and a place in its data. */
export interface ChartClick {
  readonly series: string
  readonly index: number
}
export interface ChartProps {
  readonly height: number
  /** The data in a sentence. */
  readonly summary: string
  /** From the colours of the present theme. Must be stable while the data is. */
  readonly option: (colors: ChartColors) => EChartsCoreOption
  readonly onClick?: (click: ChartClick) => void
}

export const EChart = ({ height, summary, option, onClick }: ChartProps) => {
  const element = useRef<HTMLDivElement>(null)
  const click = useRef(onClick)
  click.current = onClick
  const chart = useRef<ReturnType<typeof init>>(null)
  const dark = useIsDark()

  useEffect(() => {
    if (!element.current) return
    const made = init(element.current, null, { renderer: 'canvas' })
    chart.current = made
    made.on('click', ({ seriesName, dataIndex }) =>
      click.current?.({ series: seriesName ?? '', index: dataIndex }),
    )
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(element.current)
    return () => {
      observer.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    chart.current?.setOption({ animation: false, ...option(readChartColors()) }, { notMerge: true })
  }, [option, dark])
  return <div ref={element} role="img" aria-label={summary} style={{ height }} />
}
