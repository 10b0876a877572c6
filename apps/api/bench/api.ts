/**
 * How fast a Manager with the acme estate (200,000 flows, live traffic running) answers: lists and search at 20 clients, the map,
 * an import, a publish. The Manager is a process of its own; clients are this one.
 *
 *   pnpm bench api [ESTATE]
 */
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { createPolicy, importFlows, listFleet, publishDraft, publishLatency } from '@flowgate/shared'
import { type Latency, load } from './support/load.ts'
import { startManagerProcess } from './support/manager-process.ts'

const CLIENTS = 20
const REQUESTS = 600
const TARGET_P99_MS = 50
const PUBLISHES = 12

const LISTS: Readonly<Record<string, (index: number) => string>> = {
  workloads: (index) => `/workloads?limit=50&sort=${index % 2 ? 'name' : '-updatedAt'}`,
  'workloads by text': (index) => `/workloads?q=${['shop', 'db', '10.', 'prod'][index % 4]}`,
  hosts: () => '/hosts',
  tags: () => '/tags',
  groups: () => '/groups',
  services: () => '/services',
  policies: () => '/policies',
  revisions: () => '/revisions',
  fleet: () => '/fleet',
  audit: () => '/audit',
  flows: () => '/flows',
  // Each asks something else: nothing can be remembered from the request before.
  'flows by side': (index) => `/flows?source=wl:shop-web-0${1 + (index % 9)}&port=${8_000 + index}`,
  'flows by text': (index) => `/flows?q=shop%20${index % 100}`,
  'flows sorted': (index) => `/flows?sort=-bytes&port=${[443, 8080, 5432, 53][index % 4]}`,
  'flows by port': () => '/flows/aggregate?groupBy=port',
  'flows over time': () => '/flows/timeline',
  search: (index) => `/search?q=${['shop', 'vm-', 'db', 'host', 'ssh'][index % 5]}`,
  home: () => '/overview',
}

const VPC =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
const vpcLines = (count: number): string => {
  const at = Math.floor(Date.now() / 1_000) - 86_400
  const lines = Array.from({ length: count }, (_, index) => {
    const source = `10.${50 + (index % 3)}.${index % 200}.${index % 250}`
    const begin = at + (index % 80_000)
    return `2 123456789010 eni-1 ${source} 10.60.0.${index % 40} ${40_000 + (index % 20_000)} ${[443, 8080, 5432][index % 3]} 6 12 3400 ${begin} ${begin + 30} ACCEPT OK`
  })
  return `${VPC}\n${lines.join('\n')}\n`
}

const manager = await startManagerProcess(process.argv[2] ?? 'acme')
try {
  const { client, url, secret, startMs } = manager
  const api = (path: string) => `${url}/api/v1${path}`
  const lists: Record<string, Latency> = {}
  for (const [name, path] of Object.entries(LISTS)) {
    await load((index) => api(path(index)), secret, { clients: 4, requests: 20 })
    lists[name] = await load((index) => api(path(index + 1_000)), secret, {
      clients: CLIENTS,
      requests: REQUESTS,
    })
  }
  const window = (index: number) => new Date(Date.now() - 30 * 86_400_000 - index).toISOString()
  const map = await load((index) => api(`/map?from=${window(index)}`), secret, { clients: 1, requests: 40 })
  const mapOpen = await load((index) => api(`/map?level=workload&from=${window(100 + index)}`), secret, {
    clients: 1,
    requests: 20,
  })

  const records = 500_000
  const imported = await client.call(
    importFlows,
    { query: { fileName: 'bench.log.gz', format: 'vpc' } },
    { rawBody: gzipSync(vpcLines(records), { level: 1 }) },
  )

  const latencies: number[] = []
  for (let count = 0; count < PUBLISHES; count += 1) {
    await client.call(createPolicy, {
      params: { draftId: 'mine' },
      body: { name: `Bench ${count}`, category: 'application' },
    })
    const { revision } = await client.call(publishDraft, {
      params: { draftId: 'mine' },
      body: { note: 'bench' },
    })
    for (;;) {
      const { summary } = await client.call(listFleet, { query: { limit: 1 } })
      if (summary.realized === summary.hosts && summary.wantedRevision === revision) break
      await setTimeout(20)
    }
    const { hosts } = await client.call(publishLatency, { params: { revision } })
    latencies.push(...hosts.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs])))
  }
  latencies.sort((a, b) => a - b)

  const worst = Math.max(...Object.values(lists).map(({ p99Ms }) => p99Ms))
  const result = {
    start: { ...startMs, targetSecondMs: 5_000 },
    lists: { clients: CLIENTS, targetP99Ms: TARGET_P99_MS, worstP99Ms: worst, ...lists },
    map: { targetMs: 60, application: map, workload: mapOpen },
    import: {
      records: imported.records,
      flows: imported.flows,
      ...imported.timing,
      recordsPerSecond: Math.round(imported.records / (imported.timing.parseMs / 1_000)),
      target: 100_000,
    },
    publish: {
      publishes: PUBLISHES,
      p50Ms: latencies[Math.floor(latencies.length * 0.5)],
      p95Ms: latencies[Math.floor(latencies.length * 0.95)],
      targetP95Ms: 250,
    },
  }
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
} finally {
  await manager.stop()
}
