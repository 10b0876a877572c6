/** A window of time, as a page holds it in its address. */
export type TimeRangeValue =
  | { readonly kind: 'last'; readonly last: string }
  | { readonly kind: 'between'; readonly from: string; readonly to: string }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const RANGES: readonly { readonly value: string; readonly label: string; readonly ms: number }[] = [
  { value: '15m', label: 'Last 15 minutes', ms: 15 * MINUTE },
  { value: '1h', label: 'Last hour', ms: HOUR },
  { value: '6h', label: 'Last 6 hours', ms: 6 * HOUR },
  { value: '24h', label: 'Last 24 hours', ms: 24 * HOUR },
  { value: '7d', label: 'Last 7 days', ms: 7 * 24 * HOUR },
  { value: '30d', label: 'Last 30 days', ms: 30 * 24 * HOUR },
  { value: '90d', label: 'Last 90 days', ms: 90 * 24 * HOUR },
]

/** From `last`, `from` and `to` of an address; `fallback` where they make no window. */
export const rangeFromUrl = (
  values: { readonly last: string; readonly from: string; readonly to: string },
  fallback: string,
): TimeRangeValue => {
  const from = Date.parse(values.from)
  const to = Date.parse(values.to)
  if (from < to)
    return { kind: 'between', from: new Date(from).toISOString(), to: new Date(to).toISOString() }
  const known = RANGES.some((range) => range.value === values.last)
  return { kind: 'last', last: known ? values.last : fallback }
}

export const rangeToUrl = (value: TimeRangeValue) =>
  value.kind === 'last'
    ? { last: value.last, from: null, to: null }
    : { last: null, from: value.from, to: value.to }

/**
 * The window's ends. A window that ends now is rounded up to the minute, so that pages which ask at about the same time
 * ask the same question.
 */
export const rangeEnds = (
  value: TimeRangeValue,
  now: number,
): { readonly from: string; readonly to: string } => {
  if (value.kind === 'between') return { from: value.from, to: value.to }
  const end = Math.ceil(now / MINUTE) * MINUTE
  const span = RANGES.find((range) => range.value === value.last)?.ms ?? 24 * HOUR
  return { from: new Date(end - span).toISOString(), to: new Date(end).toISOString() }
}
