import { expect, it } from 'vitest'
import { isWithin, meet, NONE, type Open } from './connection-sets.ts'

const web: Open = [{ protocol: 'tcp', ports: [[80, 80]] }]
const low: Open = [{ protocol: 'tcp', ports: [[0, 1023]] }]
const split: Open = [
  { protocol: 'tcp', ports: [[0, 79]] },
  { protocol: 'tcp', sourcePorts: [[0, 99]], ports: [[80, 1023]] },
  { protocol: 'tcp', sourcePorts: [[100, 65_535]], ports: [[80, 1023]] },
]
const echo: Open = [{ protocol: 'icmp', types: [[8, 0]] }]

it.each<[boolean, string, Open, Open]>([
  [true, 'nothing in nothing', NONE, NONE],
  [true, 'everything in everything', 'all', 'all'],
  [false, 'everything in a part', 'all', low],
  [true, 'a part in everything', low, 'all'],
  [true, 'one port in a range', web, low],
  [false, 'a range in one port', low, web],
  [true, 'a range in the boxes that make it up', low, split],
  [false, 'boxes of which one reaches further', split, [{ protocol: 'tcp', sourcePorts: [[0, 99]] }]],
  [true, 'a type in the protocol', echo, [{ protocol: 'icmp' }]],
  [false, 'the protocol in a type', [{ protocol: 'icmp' }], echo],
  [true, 'a code in all codes of its type', echo, [{ protocol: 'icmp', types: [[8, null]] }]],
  [
    true,
    'a number in a range',
    [{ protocol: 'ip', numbers: [[47, 47]] }],
    [{ protocol: 'ip', numbers: [[40, 50]] }],
  ],
  [false, 'another protocol', web, [{ protocol: 'udp' }]],
])('within is %s: %s', (wanted, _, one, other) => {
  expect(isWithin(one, other)).toBe(wanted)
})

it.each<[boolean, Open, Open]>([
  [true, 'all', web],
  [false, 'all', NONE],
  [true, web, split],
  [false, web, [{ protocol: 'tcp', ports: [[81, 90]] }]],
  [false, echo, web],
])('meet is %s: %j and %j', (wanted, one, other) => {
  expect(meet(one, other)).toBe(wanted)
})
