import { describe, expect, it } from 'vitest'
import { importCalico, importIptables, importKubernetes } from '../src/index.ts'
import { vnic, workload } from './support/documents.ts'
import { pod, sourcesAt, tcpAction } from './support/kubernetes.ts'

const sources = sourcesAt(7)
const PODS = [pod('web', '10.0.0.1', { app: 'web' }), pod('db', '10.0.0.2', { app: 'db', old: '' })]

describe('importKubernetes: what an API server would refuse', () => {
  const from = { podSelector: { matchLabels: { app: 'web' } } }
  const policy = (spec: unknown) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'db', namespace: 'shop' },
    spec,
  })
  const db = { matchLabels: { app: 'db' } }

  it.each([
    ['nothing', { podSelector: db, ingress: [{ from: [from] }] }, 'allow', []],
    [
      'peers under another name',
      { podSelector: db, ingress: [{ form: [from] }] },
      'drop',
      ['spec.ingress[0].form', 'spec.ingress[0]'],
    ],
    [
      'labels of a peer under another name',
      { podSelector: db, ingress: [{ from: [{ podSelector: { matchLabel: { app: 'web' } } }] }] },
      'drop',
      ['spec.ingress[0].from[0].podSelector.matchLabel', 'spec.ingress[0].from[0].podSelector'],
    ],
    [
      'a port under another name',
      { podSelector: db, ingress: [{ from: [from], ports: [{ prot: 80 }] }] },
      'drop',
      ['spec.ingress[0].ports[0].prot', 'spec.ingress[0].ports[0]'],
    ],
    ['a port that is none', { podSelector: db, ingress: [{ ports: [{ port: 80_000 }] }] }, 'drop', null],
    ['a selector that is a text', { podSelector: 'db', ingress: [] }, 'drop', null],
    ['no selector', { ingress: [] }, 'drop', ['spec']],
    [
      'rules of another direction',
      { podSelector: db, policyTypes: ['Egress'], ingress: [{ from: [] }] },
      'allow',
      ['spec.ingress'],
    ],
    [
      'a hole outside its block',
      { podSelector: db, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/8'] } }] }] },
      'allow',
      ['spec.ingress[0].from[0].ipBlock.except[0]'],
    ],
  ])('%s', (_, spec, wanted, paths) => {
    const { document, gaps } = importKubernetes(sources(...PODS, policy(spec)))
    expect(tcpAction(document, '10.0.0.1', '10.0.0.2', 80)).toBe(wanted)
    if (paths === null) expect(gaps).not.toEqual([])
    else expect(gaps.map(({ path }) => path)).toEqual(paths)
    expect(gaps.every(({ line }) => line === 7)).toBe(true)
  })
})

const host = (profiles: readonly string[]) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'HostEndpoint',
  metadata: { name: 'host', labels: { role: 'node' } },
  spec: { expectedIPs: ['10.0.0.9'], profiles },
})
const onHosts = (...ingress: readonly unknown[]) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'GlobalNetworkPolicy',
  metadata: { name: 'nodes' },
  spec: { selector: "role == 'node'", types: ['Ingress'], ingress },
})

describe('importCalico: hosts', () => {
  it.each([
    ['drop', [host([])]],
    ['allow', [host(['projectcalico-default-allow'])]],
    ['allow', [host([]), onHosts({ action: 'Allow' })]],
    ['drop', [host([]), onHosts({ action: 'Pass' })]],
    ['drop', [host(['projectcalico-default-allow']), onHosts()]],
  ] as const)('%s %j', (wanted, objects) => {
    const { document } = importCalico(sources(...PODS, ...objects))
    expect(tcpAction(document, '10.0.0.1', '10.0.0.9', 80)).toBe(wanted)
  })

  it('does not take hosts for pods of a namespace, unless asked for what is global', () => {
    const global = (namespaceSelector: string) => ({
      ...onHosts(),
      spec: { selector: 'all()', namespaceSelector, types: ['Ingress'], ingress: [] },
    })
    const selects = (namespaceSelector: string): string => {
      const open = host(['projectcalico-default-allow'])
      const { document } = importCalico(sources(...PODS, open, global(namespaceSelector)))
      return tcpAction(document, '10.0.0.1', '10.0.0.9', 80)
    }
    expect(selects('!has(team)')).toBe('allow')
    expect(selects('global()')).toBe('drop')
  })
})

describe('importCalico: policies of Kubernetes', () => {
  const kubernetes = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from: [{ podSelector: {} }] }] },
  }
  const calico = (order: number) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { order, selector: 'all()', types: ['Ingress'], ingress: [{ action: 'Deny' }] },
  })
  it.each([
    ['drop', 999],
    ['allow', 1001],
  ])('%s beside a denial of order %i', (wanted, order) => {
    const { document } = importCalico(sources(...PODS, kubernetes, calico(order)))
    expect(tcpAction(document, '10.0.0.1', '10.0.0.2', 80)).toBe(wanted)
  })
})

describe('importCalico', () => {
  const policy = (ingress: readonly unknown[]) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { selector: "app == 'db' && has(old)", types: ['Ingress'], ingress },
  })
  it.each([
    [
      'allow',
      [
        {
          action: 'Allow',
          protocol: 'TCP',
          source: { selector: "app in {'web'}" },
          destination: { ports: ['80:90'] },
        },
      ],
    ],
    ['allow', [{ action: 'Pass' }]],
    ['allow', [{ action: 'Allow', source: { notNets: ['10.1.0.0/16'] } }]],
    ['drop', [{ action: 'Deny', source: { nets: ['10.0.0.0/24'] } }, { action: 'Allow' }]],
    ['drop', [{ action: 'Allow', source: { selector: "!has(app) || app starts with 'x'" } }]],
    ['drop', [{ action: 'Allow', source: { selector: 'app ==' } }]],
    [
      'drop',
      [{ action: 'Allow', http: { methods: ['GET'] }, protocol: 'TCP' }].map((rule) => ({
        ...rule,
        notProtocol: 'UDP',
      })),
    ],
    ['drop', []],
  ])('%s %j', (wanted, ingress) => {
    const { document } = importCalico(sources(...PODS, policy(ingress)))
    expect(tcpAction(document, '10.0.0.1', '10.0.0.2', 80)).toBe(wanted)
  })
  it('tells by line what it could not say', () => {
    const { gaps } = importCalico(sources(policy([{ action: 'Allow', source: { selector: 'app ==' } }])))
    expect(gaps).toContainEqual(expect.objectContaining({ line: 7, path: 'spec.ingress[0].source.selector' }))
  })
})

describe('importIptables', () => {
  const inventory = {
    sites: [],
    clusters: [],
    hosts: [],
    segments: [],
    workloads: [
      workload('a', { vnics: [vnic('v', ['10.0.0.1'])] }),
      workload('b', { vnics: [vnic('v', ['10.0.0.2'])] }),
    ],
  }
  it.each([
    ['allow', ['-A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT']],
    ['drop', ['-A FORWARD -p tcp -m tcp ! --dport 80 -j ACCEPT']],
    ['reject', ['-A FORWARD -j X', '-A X -s 10.0.0.9 -j RETURN', '-A X -j REJECT', '-A FORWARD -j ACCEPT']],
    ['allow', ['-A FORWARD -j X', '-A X -s 10.0.0.0/30 -j RETURN', '-A X -j DROP', '-A FORWARD -j ACCEPT']],
    ['drop', ['-A FORWARD -i eth0 -j ACCEPT']],
    [
      'allow',
      ['-A FORWARD -m state --state ESTABLISHED -j DROP', '-A FORWARD -m state --state NEW -j ACCEPT'],
    ],
    ['drop', ['-A FORWARD -m limit --limit 5/sec -j DROP', '-A FORWARD -j ACCEPT']],
    ['drop', ['-A FORWARD -j NFQUEUE', '-A FORWARD -j ACCEPT']],
  ])('%s %j', (wanted, lines) => {
    const text = ['*filter', ':FORWARD DROP [0:0]', ':X - [0:0]', ...lines, 'COMMIT'].join('\n')
    const { document } = importIptables(text, 'rules.v4', { chain: 'FORWARD' })
    expect(tcpAction({ ...document, inventory }, '10.0.0.1', '10.0.0.2', 80)).toBe(wanted)
  })
  it('takes an interface for its networks when it is told them', () => {
    const text = '*filter\n:FORWARD DROP [0:0]\n-A FORWARD -i eth0 -j ACCEPT\nCOMMIT'
    const { document } = importIptables(text, 'f', {
      chain: 'FORWARD',
      interfaces: { eth0: ['10.0.0.0/30'] },
    })
    expect(tcpAction({ ...document, inventory }, '10.0.0.1', '10.0.0.2', 80)).toBe('allow')
  })
  it('refuses chains that call each other', () => {
    const text = '*filter\n:FORWARD DROP\n:X -\n:Y -\n-A FORWARD -j X\n-A X -j Y\n-A Y -j X'
    expect(() => importIptables(text, 'f', { chain: 'FORWARD' })).toThrow('FORWARD > X > Y > X')
  })
})

describe('importKubernetes', () => {
  it('lets no address block hold an address that it invented', () => {
    const everywhere = {
      kind: 'NetworkPolicy',
      metadata: { name: 'all', namespace: 'shop' },
      spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] },
    }
    const unplaced = PODS.map(({ kind, metadata }) => ({ kind, metadata }))
    const { document, gaps } = importKubernetes(sources(...unplaced, everywhere))
    expect(tcpAction(document, '240.0.0.1', '240.0.0.2', 80)).toBe('drop')
    expect(tcpAction(document, '10.9.9.9', '240.0.0.2', 80)).toBe('allow')
    expect(gaps.at(-1)?.message).toContain('2 pods without an address')
  })
})

describe('input that nobody wrote by hand', () => {
  it('iptables chains that call others over and over', () => {
    const count = 60
    const chains = Array.from({ length: count }, (_, i) => `:c${i} - [0:0]`)
    const calls = Array.from({ length: count - 1 }, (_, i) => `-A c${i} -j c${i + 1}\n-A c${i} -j c${i + 1}`)
    const text = ['*filter', ':FORWARD ACCEPT [0:0]', ...chains, '-A FORWARD -j c0', ...calls, 'COMMIT']
    expect(() => importIptables(text.join('\n'), 'rules', { chain: 'FORWARD' })).toThrow(/too often/)
  })

  it.each([
    ['brackets', `${'('.repeat(100_000)}all()${')'.repeat(100_000)}`],
    ['negations', `${'!'.repeat(100_000)}all()`],
  ])('a Calico selector of %s', (_, selector) => {
    const { gaps } = importCalico(
      sources({
        apiVersion: 'projectcalico.org/v3',
        kind: 'GlobalNetworkPolicy',
        metadata: { name: 'deep' },
        spec: { selector, types: ['Ingress'], ingress: [] },
      }),
    )
    expect(gaps.some(({ message }) => message.includes('is no selector'))).toBe(true)
  })

  it('port names that stand for too many numbers', () => {
    const pods = Array.from({ length: 1_000 }, (_, i) => ({
      kind: 'Pod',
      metadata: { name: `p${i}`, namespace: 'shop' },
      spec: { containers: [{ ports: [{ name: 'http', containerPort: i + 1 }] }] },
    }))
    const ingress = Array.from({ length: 201 }, () => ({ ports: [{ port: 'http' }] }))
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'many', namespace: 'shop' },
      spec: { podSelector: {}, ingress },
    }
    expect(() => importKubernetes(sources(...pods, policy))).toThrow(/write numbers/)
  })

  it('an object that holds itself', () => {
    const policy: Record<string, unknown> = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'round', namespace: 'shop' },
    }
    policy.spec = policy
    expect(importKubernetes(sources(...PODS, policy)).gaps).not.toEqual([])
  })
})
