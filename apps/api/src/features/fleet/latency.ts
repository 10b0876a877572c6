import type { Output, publishLatency } from '@flowgate/shared'

type Latency = Output<typeof publishLatency>

/** Upper bounds of the histogram's bars in milliseconds; a last one is added for what took longer. */
const BOUNDS = [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000, 600_000, 3_600_000]

/** Nearest rank; null of nothing. `sorted` ascends. */
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null

/** How the hosts' latencies spread, as far as they are known. Bars end with the slowest host's. */
export const spreadOf = (
  latencies: readonly number[],
): Pick<Latency, 'p50Ms' | 'p95Ms' | 'maxMs' | 'histogram'> => {
  const sorted = [...latencies].sort((a, b) => a - b)
  const max = sorted.at(-1) ?? null
  const bounds = max === null ? [] : BOUNDS.slice(0, BOUNDS.findIndex((bound) => bound >= max) + 1)
  const shown = max !== null && bounds.length === 0 ? [...BOUNDS, Math.ceil(max)] : bounds
  return {
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    maxMs: max,
    histogram: shown.map((upToMs, index) => ({
      upToMs,
      hosts: sorted.filter((each) => each <= upToMs && each > (shown[index - 1] ?? -1)).length,
    })),
  }
}
