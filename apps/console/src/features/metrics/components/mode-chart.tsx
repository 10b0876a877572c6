import type { Overview } from '@flowgate/shared'
import type { EChartsCoreOption } from 'echarts/core'
import { useMemo } from 'react'
import { Link, useNavigate } from 'react-router'
import { formatExact } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { Chart } from '../../../ui/chart/chart.tsx'
import { type ChartColors, chartFrame } from '../../../ui/chart/colors.ts'

const MODES = [
  ['full', 'Full', 'allowed'],
  ['selective', 'Selective', 'newly-allowed'],
  ['visibility', 'Visibility', 'unprotected'],
  ['idle', 'Idle', 'unknown'],
] as const

const donut =
  (modes: Overview['workloads']['modes'], total: number) =>
  (colors: ChartColors): EChartsCoreOption => ({
    ...chartFrame(colors),
    series: [
      {
        type: 'pie',
        radius: ['64%', '92%'],
        label: {
          show: true,
          position: 'center',
          formatter: `{n|${formatExact(total)}}\n{l|workloads}`,
          rich: {
            n: { fontSize: 24, color: colors.text, fontFamily: colors.font },
            l: { fontSize: 12, color: colors.subtle, fontFamily: colors.font, padding: [4, 0, 0, 0] },
          },
        },
        itemStyle: { borderColor: colors.surface, borderWidth: 2 },
        data: MODES.map(([mode, name, state]) => ({
          name,
          value: modes[mode],
          itemStyle: { color: colors.state[state] },
        })),
      },
    ],
  })

/** Workloads by enforcement mode: a ring, and the same numbers as links. */
export const ModeChart = ({ workloads }: { readonly workloads: Overview['workloads'] }) => {
  const navigate = useNavigate()
  const { modes, total, excluded } = workloads
  const option = useMemo(() => donut(modes, total), [modes, total])
  if (total === 0)
    return (
      <p className="fg-subtle">
        No workloads yet: they come with a Flowgate document (<code>flowgate apply</code>) or through the API.
      </p>
    )
  return (
    <div className="fg-mode-chart">
      <div className="fg-mode-chart__ring">
        <Chart
          height={170}
          summary={`Workloads by enforcement mode: ${MODES.map(([mode, name]) => `${name} ${modes[mode]}`).join(', ')}`}
          option={option}
          onClick={({ index }) => {
            const mode = MODES[index]?.[0]
            if (mode) void navigate(paths.workloads({ mode }))
          }}
        />
      </div>
      <ul className="fg-mode-chart__list">
        {MODES.map(([mode, name, state]) => (
          <li key={mode} className="fg-mode-chart__row">
            <span className="fg-mode-chart__key" style={{ background: `var(--fg-state-${state})` }} />
            <Link to={paths.workloads({ mode })}>{name}</Link>
            <span className="fg-num">{formatExact(modes[mode])}</span>
          </li>
        ))}
        <li className="fg-mode-chart__row fg-subtle">
          <span />
          <span>Excluded</span>
          <span className="fg-num">{formatExact(excluded)}</span>
        </li>
      </ul>
    </div>
  )
}
