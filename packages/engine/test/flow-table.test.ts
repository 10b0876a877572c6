import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../src/conntrack/state.ts'
import { createFlowTable, DEFAULT_TIMEOUTS, type L4, type PacketKey, packetKey } from '../src/index.ts'

const A = '10.0.0.1'
const B = '10.0.0.2'
const key = (source: string, destination: string, l4: L4): PacketKey => packetKey({ source, destination, l4 })
const tcp = (sourcePort: number, destinationPort: number): L4 => ({
  protocol: 'tcp',
  sourcePort,
  destinationPort,
})
const udp = (sourcePort: number, destinationPort: number): L4 => ({
  protocol: 'udp',
  sourcePort,
  destinationPort,
})
const echo = (type: number): L4 => ({ protocol: 'icmp', type, code: 0 })

describe('TCP', () => {
  const there = key(A, B, tcp(40_000, 443))
  const back = key(B, A, tcp(443, 40_000))
  const opened = () => {
    const table = createFlowTable({ capacity: 10 })
    table.admit(there, TCP_SYN, 0, 7)
    table.observe(back, TCP_SYN | TCP_ACK, 1)
    table.observe(there, TCP_ACK, 2)
    return table
  }
  test('replies pass, other ports and hosts are new', () => {
    const table = opened()
    expect(table.observe(back, TCP_ACK, 3)).toBe('established')
    expect(table.observe(key(A, B, tcp(40_001, 443)), TCP_SYN, 3)).toBe('new')
    expect(table.observe(key(B, A, tcp(40_000, 443)), TCP_SYN, 3)).toBe('new')
    expect(table.observe(key(A, '10.0.0.3', tcp(40_000, 443)), TCP_SYN, 3)).toBe('new')
  })
  test('established lives half a day of silence, a SYN without answer two minutes', () => {
    const table = opened()
    expect(table.observe(there, TCP_ACK, 2 + DEFAULT_TIMEOUTS.tcpEstablished - 1)).toBe('established')
    const silent = createFlowTable({ capacity: 10 })
    silent.admit(there, TCP_SYN, 0, 0)
    expect(silent.observe(back, TCP_SYN | TCP_ACK, DEFAULT_TIMEOUTS.tcpSynSent)).toBe('new')
    expect(silent.size()).toBe(0)
  })
  test('closed from both sides it ends soon, and its ports may be used again at once', () => {
    const table = opened()
    table.observe(there, TCP_FIN | TCP_ACK, 3)
    expect(table.observe(back, TCP_ACK, 4)).toBe('established')
    table.observe(back, TCP_FIN | TCP_ACK, 5)
    expect(table.observe(there, TCP_ACK, 6)).toBe('established')
    expect(table.observe(there, TCP_SYN, 7)).toBe('new')
    expect(table.size()).toBe(0)
  })
  test('a reset ends it after ten seconds', () => {
    const table = opened()
    table.observe(back, TCP_RST, 3)
    expect(table.observe(there, TCP_ACK, 4)).toBe('established')
    expect(table.observe(there, TCP_ACK, 4 + DEFAULT_TIMEOUTS.tcpClosed)).toBe('new')
  })
})

describe('other protocols', () => {
  test('UDP is kept longer once answered', () => {
    const table = createFlowTable({ capacity: 10 })
    table.admit(key(A, B, udp(5353, 53)), 0, 0, 0)
    expect(table.observe(key(B, A, udp(53, 5353)), 0, 1_000)).toBe('established')
    expect(table.observe(key(A, B, udp(5353, 53)), 0, 1_000 + DEFAULT_TIMEOUTS.udpReplied - 1)).toBe(
      'established',
    )
  })
  test('an echo reply belongs to its request; a request the other way does not', () => {
    const table = createFlowTable({ capacity: 10 })
    table.admit(key(A, B, echo(8)), 0, 0, 0)
    expect(table.observe(key(B, A, echo(0)), 0, 1)).toBe('established')
    expect(table.observe(key(B, A, echo(8)), 0, 1)).toBe('new')
    expect(table.observe(key(A, B, echo(0)), 0, 1)).toBe('new')
  })
  test('IPv6, and a protocol without ports', () => {
    const table = createFlowTable({ capacity: 10 })
    table.admit(key('fd00::1', 'fd00::2', { protocol: 'icmpv6', type: 128, code: 0 }), 0, 0, 0)
    table.admit(key(A, B, { protocol: 'ip', number: 47 }), 0, 0, 0)
    expect(table.observe(key('fd00::2', 'fd00::1', { protocol: 'icmpv6', type: 129, code: 0 }), 0, 1)).toBe(
      'established',
    )
    expect(table.observe(key(B, A, { protocol: 'ip', number: 47 }), 0, 1)).toBe('established')
  })
  test('an ICMP error is related only to a connection of its addressee', () => {
    const table = createFlowTable({ capacity: 10 })
    const sent = key(A, B, udp(5353, 53))
    table.admit(sent, 0, 0, 0)
    expect(table.observeError(key('10.0.0.254', A, echo(3)), sent, 1)).toBe('related')
    expect(table.observeError(key('10.0.0.254', B, echo(3)), sent, 1)).toBe('new')
    expect(table.observeError(key('10.0.0.254', A, echo(3)), key(A, B, udp(1, 53)), 1)).toBe('new')
  })
  test('fragments after the first are not tracked', () => {
    const table = createFlowTable({ capacity: 10 })
    const fragment = packetKey({ source: A, destination: B, l4: udp(1, 2), fragment: true })
    table.admit(fragment, 0, 0, 0)
    expect([table.size(), table.observe(fragment, 0, 1)]).toEqual([0, 'new'])
  })
})

test('a full table forgets what was never answered, oldest first, before anything that works', () => {
  const table = createFlowTable({ capacity: 3 })
  table.admit(key(A, B, tcp(1, 80)), TCP_SYN, 0, 0)
  table.observe(key(B, A, tcp(80, 1)), TCP_SYN | TCP_ACK, 1)
  for (let port = 2; port < 50; port += 1) table.admit(key(A, B, tcp(port, 80)), TCP_SYN, port, 0)
  expect(table.observe(key(A, B, tcp(1, 80)), TCP_ACK, 60)).toBe('established')
  expect(table.observe(key(A, B, tcp(49, 80)), TCP_SYN, 60)).toBe('established')
  expect(table.observe(key(A, B, tcp(47, 80)), TCP_SYN, 60)).toBe('new')
  expect([table.size(), table.evictions()]).toEqual([3, 46])
})

test('after a publish each connection is judged again', () => {
  const table = createFlowTable({ capacity: 10 })
  for (const port of [1, 2, 3]) table.admit(key(A, B, tcp(port, 80)), TCP_SYN, 0, port)
  expect(
    table.reevaluate(({ key: { sourcePort, destinationPort }, note }) =>
      sourcePort === note && destinationPort === 80 && note !== 2 ? note + 10 : -1,
    ),
  ).toBe(1)
  expect([...table.connections()].map(({ note }) => note).sort()).toEqual([11, 13])
  expect(table.observe(key(A, B, tcp(2, 80)), TCP_ACK, 1)).toBe('new')
})

test('a capacity that is none is refused', () => {
  expect(() => createFlowTable({ capacity: 0 })).toThrow(RangeError)
})

test('the same answers as a plain map, whatever the order of events', { timeout: 120_000 }, () => {
  const step = fc.record({
    act: fc.constantFrom('observe', 'admit', 'expire', 'judge'),
    from: fc.constantFrom(A, B),
    ports: fc.constantFrom([1, 2] as const, [2, 1] as const, [1, 1] as const, [3, 2] as const),
    wait: fc.constantFrom(0, 1, 20_000, 40_000),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const table = createFlowTable({ capacity: 64 })
      const model = new Map<string, { until: number; replied: boolean }>()
      let now = 0
      for (const { act, from, ports, wait } of steps) {
        now += wait
        for (const [name, { until }] of model) if (until <= now) model.delete(name)
        const to = from === A ? B : A
        const packet = key(from, to, udp(ports[0], ports[1]))
        const there = `${from} ${ports[0]} ${to} ${ports[1]}`
        const back = `${to} ${ports[1]} ${from} ${ports[0]}`
        const name = model.has(there) ? there : model.has(back) ? back : null
        const known = name === null ? undefined : model.get(name)
        if (act === 'observe') {
          expect(table.observe(packet, 0, now)).toBe(known === undefined ? 'new' : 'established')
          if (known !== undefined) {
            known.replied ||= name === back
            known.until = now + (known.replied ? DEFAULT_TIMEOUTS.udpReplied : DEFAULT_TIMEOUTS.udpUnreplied)
          }
        } else if (act === 'admit') {
          table.admit(packet, 0, now, 1)
          if (known === undefined)
            model.set(there, { until: now + DEFAULT_TIMEOUTS.udpUnreplied, replied: false })
        } else if (act === 'expire') {
          table.expire(now)
          expect(table.size()).toBe(model.size)
        } else {
          table.reevaluate(({ key: { sourcePort } }) => (sourcePort === 3 ? -1 : 1))
          for (const each of model.keys()) if (each.split(' ')[1] === '3') model.delete(each)
        }
      }
    }),
    { numRuns: 500, seed: 5 },
  )
})
