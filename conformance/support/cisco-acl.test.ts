import { expect, it } from 'vitest'
import { accessListsIn } from './cisco-acl.ts'

const match = (line: string) => accessListsIn(`ip access-list extended A\n ${line}\n!`)[0]?.lines[0]

it('reads lists by name and by number, in their order', () => {
  const lists = accessListsIn(
    [
      'hostname r1',
      'ip access-list extended IN',
      ' 10 permit tcp any any eq www',
      ' remark nothing',
      ' deny ip any any log',
      '!',
      'access-list 10 permit 10.0.0.0 0.255.255.255',
      'access-list 10 deny any',
    ].join('\n'),
  )
  expect(lists.map(({ name, lines }) => [name, ...lines.map(({ text }) => text)])).toEqual([
    ['IN', 'permit tcp any any eq www', 'deny ip any any log'],
    ['10', 'permit 10.0.0.0 0.255.255.255', 'deny any'],
  ])
  expect(lists[1]?.lines[0]?.match.sources.addresses).toEqual(['10.0.0.0/8'])
})

it.each([
  ['permit tcp any any eq 22', { destinationPorts: [[22, 22]], sourcePorts: [] }],
  ['permit tcp any range 10 20 any', { destinationPorts: [], sourcePorts: [[10, 20]] }],
  [
    'permit udp any any neq domain',
    {
      destinationPorts: [
        [0, 52],
        [54, 65_535],
      ],
      sourcePorts: [],
    },
  ],
  ['permit udp any gt 1023 any lt 1024', { destinationPorts: [[0, 1023]], sourcePorts: [[1024, 65_535]] }],
])('%s', (line, ports) => {
  expect(match(line)?.match.services.entries).toEqual([{ protocol: line.split(' ')[1], ...ports }])
})

it('keeps apart what is no header field, so that such a line blocks nothing', () => {
  expect(match('permit tcp any any established log')?.conditions).toEqual(['established'])
})

it.each([
  ['permit ip 10.0.0.0 0.255.0.255 any', /wildcard/],
  ['permit teleport any any', /no protocol/],
  ['permit tcp any any eq nowhere', /no port/],
  ['permit ip any', /missing/],
])('refuses %s', (line, message) => {
  expect(() => match(line)).toThrow(message)
})
