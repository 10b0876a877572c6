import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPort,
  formatRelative,
  formatShare,
  plural,
} from '../../src/lib/format.ts'
import { parsePort } from '../../src/lib/port-filter.ts'

describe('numbers', () => {
  it.each([
    [0, '0'],
    [9_999, '9,999'],
    [134_000, '134K'],
    [7_400_000, '7.4M'],
  ])('%d reads %s', (value, text) => expect(formatCount(value)).toBe(text))
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [999_900, '1.0 MB'],
    [33_500_000_000, '33.5 GB'],
    [201_000_000_000, '201 GB'],
  ])('%d bytes read %s', (value, text) => expect(formatBytes(value)).toBe(text))
  it('never rounds a share to all or nothing', () => {
    expect([0, 0.001, 0.5, 0.999, 1, null].map(formatShare)).toEqual([
      '0 %',
      '< 1 %',
      '50 %',
      '> 99 %',
      '100 %',
      'no traffic',
    ])
  })
  it('agrees with its number', () => {
    expect([plural(0, 'rule'), plural(1, 'rule'), plural(2, 'address', 'addresses')]).toEqual([
      '0 rules',
      '1 rule',
      '2 addresses',
    ])
  })
})

describe('times', () => {
  const now = Date.parse('2026-01-31T12:00:00Z')
  it.each([
    ['2026-01-31T11:59:58Z', '2 sec. ago'],
    ['2026-01-31T12:00:04Z', 'now'],
    ['2026-01-31T11:30:00Z', '30 min. ago'],
    ['2026-01-31T02:00:00Z', '10 hr. ago'],
    ['2026-01-21T12:00:00Z', '10 days ago'],
  ])('%s is %s', (at, text) => expect(formatRelative(at, now)).toBe(text))
  it('takes the unit that fits a duration', () => {
    expect([12, 1_500, 120_000, 5_400_000].map(formatDuration)).toEqual(['12 ms', '1.5 s', '2 min', '1.5 h'])
  })
})

describe('ports', () => {
  it('names a protocol without ports alone, and the type of an ICMP message', () => {
    expect([formatPort('tcp', 443), formatPort('gre', null), formatPort('icmp', 8)]).toEqual([
      'tcp/443',
      'gre',
      'icmp type 8',
    ])
  })
  it.each([
    ['443', { protocol: '', port: '443' }],
    ['tcp/443', { protocol: 'tcp', port: '443' }],
    [' UDP / 053 ', { protocol: 'udp', port: '53' }],
    ['icmp', { protocol: 'icmp', port: '' }],
    ['', { protocol: '', port: '' }],
  ])('reads %j', (text, filter) => expect(parsePort(text)).toEqual(filter))
  it.each(['70000', 'http', 'tcp/', 'tcp/http', '1-5'])('refuses %j', (text) =>
    expect(parsePort(text)).toBeNull(),
  )
})
