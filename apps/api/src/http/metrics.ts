import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  observeRequest(operation: string, method: string, status: number, seconds: number): void
  /** For features: counters and gauges of their own, named `flowgate_…`. */
  counter(name: string, help: string): (count?: number) => void
  /** `collect` is called at each scrape and answers the value for each label. */
  gauge(name: string, help: string, label: string, collect: () => Promise<ReadonlyMap<string, number>>): void
}

export const createMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'flowgate_http_request_duration_seconds',
    help: 'Time to answer a request, by operation',
    labelNames: ['operation', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return {
    registry,
    observeRequest: (operation, method, status, seconds) => {
      requests.observe({ operation, method, status: `${Math.floor(status / 100)}xx` }, seconds)
    },
    counter: (name, help) => {
      const counter = new Counter({ name, help, registers: [registry] })
      return (count = 1) => counter.inc(count)
    },
    gauge: (name, help, label, collect) => {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers: [registry],
        async collect() {
          this.reset()
          for (const [value, number] of await collect()) this.set({ [label]: value }, number)
        },
      })
    },
  }
}
