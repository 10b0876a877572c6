import { STATES, type StateName } from '../state/states.ts'

export interface ChartColors {
  readonly state: Readonly<Record<StateName, string>>
  readonly text: string
  readonly subtle: string
  readonly border: string
  readonly surface: string
  readonly brand: string
  readonly font: string
}

/** The design system's tokens as plain values: a canvas knows no CSS variables. */
export const readChartColors = (): ChartColors => {
  const style = getComputedStyle(document.documentElement)
  const value = (name: string) => style.getPropertyValue(name).trim()
  const state = Object.fromEntries(
    Object.entries(STATES).map(([name, look]) => [name, value(look.color)]),
  ) as Record<StateName, string>
  return {
    state,
    text: value('--fg-text'),
    subtle: value('--fg-text-subtle'),
    border: value('--fg-border'),
    surface: value('--fg-surface'),
    brand: value('--fg-brand'),
    font: value('--pf-t--global--font--family--body'),
  }
}

/** Look of axes, grid and tooltip that all charts share. The tooltip is drawn, since inline styles are forbidden. */
export const chartFrame = (colors: ChartColors) => ({
  textStyle: { fontFamily: colors.font, color: colors.text, fontSize: 12 },
  tooltip: {
    renderMode: 'richText' as const,
    confine: true,
    backgroundColor: colors.surface,
    borderColor: colors.border,
    textStyle: { color: colors.text, fontFamily: colors.font, fontSize: 12 },
  },
})
export const axisLook = (colors: ChartColors) => ({
  axisLine: { lineStyle: { color: colors.border } },
  axisTick: { show: false },
  axisLabel: { color: colors.subtle, hideOverlap: true },
  splitLine: { lineStyle: { color: colors.border, opacity: 0.6 } },
})
