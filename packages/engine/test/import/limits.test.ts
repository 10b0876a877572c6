import { expect, it } from 'vitest'
import { type FlowgateDocument, importCalico, importIptables, importKubernetes } from '../../src/index.ts'
import { pod, sourcesAt, tcpAction } from '../support/kubernetes.ts'

const sources = sourcesAt(1)
const policy = (name: string, spec: unknown) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec,
})
const actionOf = (document: FlowgateDocument, source: string, destinationPort: number): string =>
  tcpAction(document, source, '10.0.0.2', destinationPort)

const web = pod('web', '10.0.0.1', { app: 'web' })
const db = pod('db', '10.0.0.2', { app: 'db' })

it('long lists come apart into nested ones that mean the same', () => {
  const onDb = (ingress: readonly unknown[]) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: 'x'.repeat(300) },
    spec: { selector: "app == 'db'", types: ['Ingress'], ingress },
  })
  const selector = [...Array.from({ length: 500 }, (_, i) => `app == 'a${i}'`), "app == 'web'"].join(' || ')
  const nets = Array.from({ length: 8_000 }, (_, i) => `11.${i >> 8}.${i & 255}.0/25`)
  const ports = Array.from({ length: 300 }, (_, i) => 2 * i + 1)
  const { document, gaps } = importCalico(
    sources(
      web,
      db,
      onDb([
        { action: 'Allow', protocol: 'TCP', source: { selector }, destination: { ports: [7_000] } },
        { action: 'Allow', protocol: 'TCP', source: { nets }, destination: { ports: [7_001] } },
        { action: 'Allow', protocol: 'TCP', destination: { ports } },
      ]),
    ),
  )
  expect(gaps).toEqual([])
  const [written] = document.policies
  expect(written?.name.length).toBeLessThanOrEqual(200)
  for (const { sources: side, services } of written?.rules ?? []) {
    expect(side.addresses.length).toBeLessThanOrEqual(5_000)
    for (const entry of services.entries)
      if ('destinationPorts' in entry) expect(entry.destinationPorts.length).toBeLessThanOrEqual(100)
  }
  expect(actionOf(document, '10.0.0.1', 7_000)).toBe('allow')
  expect(actionOf(document, '11.30.9.5', 7_000)).toBe('drop')
  expect(actionOf(document, '11.30.9.5', 7_001)).toBe('allow')
  expect(actionOf(document, '11.30.9.200', 7_001)).toBe('drop')
  expect([1, 2, 599, 600].map((port) => actionOf(document, '10.0.0.1', port))).toEqual([
    'allow',
    'drop',
    'allow',
    'drop',
  ])
})

it('hundreds of policies isolate their pods, however many groups that takes', () => {
  const selecting = (i: number) => policy(`p${i}`, { podSelector: { matchLabels: { app: `a${i}` } } })
  const others = Array.from({ length: 1_200 }, (_, i) => selecting(i))
  const { document } = importKubernetes(
    sources(web, db, ...others, policy('db', { podSelector: { matchLabels: { app: 'db' } } })),
  )
  for (const { rules } of document.policies)
    for (const { appliedTo } of rules) expect(appliedTo.length).toBeLessThanOrEqual(500)
  expect(actionOf(document, '10.0.0.1', 80)).toBe('drop')
})

it('a rule about every type of ICMP but one has its entries in services', () => {
  const text = '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p icmp ! --icmp-type 8/0 -j ACCEPT\nCOMMIT\n'
  const { document } = importIptables(text, 'rules', { chain: 'FORWARD' })
  const [rule] = document.policies[0]?.rules ?? []
  expect(rule?.services.entries).toEqual([])
  expect(document.services.map(({ entries }) => entries.length)).toEqual([500, 10])
  expect(rule?.services.services).toEqual(document.services.map(({ id }) => id))
})

it('labels that cannot be tags are written alike where they stand and where they are asked for', () => {
  const key = `${'x'.repeat(150)}.example.org/role`
  const labelled = pod('web', '10.0.0.1', { [key]: 'a,b', other: 'c:d' })
  const from = (matchLabels: Readonly<Record<string, string>>) => ({ podSelector: { matchLabels } })
  const ingress = (port: number, labels: Readonly<Record<string, string>>) => ({
    from: [from(labels)],
    ports: [{ port }],
  })
  const { document, gaps } = importKubernetes(
    sources(
      labelled,
      db,
      policy('db', {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [
          ingress(80, { [key]: 'a,b' }),
          ingress(81, { [key]: 'a,c' }),
          ingress(82, { other: 'c:d' }),
        ],
      }),
    ),
  )
  expect([80, 81, 82].map((port) => actionOf(document, '10.0.0.1', port))).toEqual(['allow', 'drop', 'allow'])
  expect(gaps.filter(({ message }) => message.includes('cannot stand in a tag'))).not.toEqual([])
  for (const { tags } of document.inventory.workloads)
    for (const { scope, value } of tags) {
      expect(`${scope}${value}`).not.toMatch(/[:,]/)
      expect(scope.length).toBeLessThanOrEqual(128)
    }
})

it('of more labels than a workload has tags, those that selectors ask for are kept', () => {
  const labels = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`k${i}`, 'v']))
  const { document, gaps } = importKubernetes(
    sources(
      pod('web', '10.0.0.1', labels),
      db,
      policy('db', {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { k149: 'v' } } }] }],
      }),
    ),
  )
  expect(actionOf(document, '10.0.0.1', 80)).toBe('allow')
  expect(document.inventory.workloads.map(({ tags }) => tags.length).every((count) => count <= 100)).toBe(
    true,
  )
  expect(gaps.filter(({ message }) => message.includes('100 tags at most')).length).toBeGreaterThan(50)
})
