import { describe, expect, it } from 'vitest'
import { buildSnapshot, evaluate, type ImportSource, importCalico, type L4 } from '../../src/index.ts'

const sources = (...values: readonly unknown[]): readonly ImportSource[] =>
  values.map((value) => ({ file: 'test.yaml', value, lineOf: () => 7 }))
const calico = (kind: string, name: string, spec: unknown, labels = {}) => ({
  apiVersion: 'projectcalico.org/v3',
  kind,
  metadata: { name, namespace: 'shop', labels },
  spec,
})
const db = {
  kind: 'Pod',
  metadata: { name: 'db', namespace: 'shop', labels: { app: 'db' } },
  status: { podIP: '10.0.0.2' },
}
const onDb = (name: string, ingress: readonly unknown[], over = {}) =>
  calico('NetworkPolicy', name, { selector: "app == 'db'", types: ['Ingress'], ingress, ...over })
const tcp = (destinationPort: number): L4 => ({ protocol: 'tcp', sourcePort: 40_000, destinationPort })

const imported = (...objects: readonly unknown[]) => {
  const { document, gaps } = importCalico(sources(db, ...objects))
  const snapshot = buildSnapshot(document)
  const verdict = (l4: L4) =>
    evaluate(snapshot, { source: '10.0.0.1', destination: '10.0.0.2', l4 }, { now: 0 }).action
  return { verdict, gaps: gaps.map(({ path, message }) => `${path}: ${message}`) }
}

describe('protocols and types that a rule leaves out', () => {
  const ping = (type: number): L4 => ({ protocol: 'icmp', type, code: 0 })
  it.each<[string, unknown, readonly L4[], readonly L4[]]>([
    ['notProtocol', { notProtocol: 'UDP' }, [tcp(1), ping(8), { protocol: 'ip', number: 47 }], []],
    ['notProtocol UDP', { notProtocol: 'UDP' }, [], [{ protocol: 'udp', sourcePort: 1, destinationPort: 1 }]],
    ['notICMP', { protocol: 'ICMP', notICMP: { type: 8 } }, [ping(0), ping(9)], [ping(8), tcp(1)]],
    ['icmp', { protocol: 'ICMP', icmp: { type: 8, code: 0 } }, [ping(8)], [ping(0)]],
  ])('%s', (_, rule, open, closed) => {
    const { verdict, gaps } = imported(onDb('p', [{ action: 'Allow', ...(rule as object) }]))
    expect(gaps).toEqual([])
    expect(open.map(verdict)).toEqual(open.map(() => 'allow'))
    expect(closed.map(verdict)).toEqual(closed.map(() => 'drop'))
  })

  it.each([
    ['types without ICMP', { icmp: { type: 8 } }, 'types of ICMP need'],
    ['ports without a protocol that has them', { destination: { ports: [80] } }, 'ports need'],
    ['ports of UDP-Lite', { protocol: 'UDPLite', destination: { ports: [80] } }, 'ports need'],
    ['a type that is none', { protocol: 'ICMP', icmp: { type: 300 } }, '`type` from 0 to 255'],
  ])('%s are refused, and open nothing', (_, rule, message) => {
    const { verdict, gaps } = imported(onDb('p', [{ action: 'Allow', ...rule }]))
    expect(gaps.join()).toContain(message)
    expect(verdict(tcp(80))).toBe('drop')
    expect(verdict({ protocol: 'ip', number: 136 })).toBe('drop')
  })
})

describe('tiers', () => {
  const tier = (name: string, order: number, over = {}) => calico('Tier', name, { order, ...over })
  const last = onDb('z', [{ action: 'Allow', protocol: 'TCP', destination: { ports: [80] } }])
  const first = (over = {}) =>
    onDb('first.a', [{ action: 'Deny', protocol: 'TCP', destination: { ports: [22] } }], {
      tier: 'first',
      ...over,
    })

  it.each([
    ['Pass', ['drop', 'allow', 'drop']],
    ['Deny', ['drop', 'drop', 'drop']],
  ])('what no rule of a tier with defaultAction %s decided', (defaultAction, wanted) => {
    const { verdict, gaps } = imported(tier('first', 1, { defaultAction }), first(), last)
    expect(gaps).toEqual([])
    expect([22, 80, 443].map((port) => verdict(tcp(port)))).toEqual(wanted)
  })

  it('`Pass` before the last two is listed', () => {
    const pass = onDb('first.p', [{ action: 'Pass' }], { tier: 'first' })
    const { verdict, gaps } = imported(
      tier('first', 1),
      tier('second', 2),
      pass,
      onDb('second.b', [{ action: 'Pass' }], { tier: 'second' }),
      last,
    )
    expect(gaps).toEqual([
      'spec.ingress[0].action: `Pass` can be said in the last two tiers only; what it passes on is dropped',
    ])
    expect(verdict(tcp(80))).toBe('drop')
  })

  it('a tier that nobody defined is listed', () => {
    const { gaps } = imported(onDb('nosuch.a', [], { tier: 'nosuch' }))
    expect(gaps.join()).toContain('spec.tier: the tier `nosuch` is not there')
  })
})

it('names in a network set, and types of policies that are none, are listed', () => {
  const { gaps } = imported(
    calico('GlobalNetworkSet', 'ext', { nets: ['198.51.100.0/24'], allowedEgressDomains: ['x.example.org'] }),
    onDb('p', [], { types: ['Ingres'] }),
  )
  expect(gaps).toEqual([
    'spec.types[0]: `Ingres` is not one of Ingress, Egress',
    'spec.allowedEgressDomains: names cannot be members; the set is its networks',
  ])
})
