import { describe, expect, it } from 'vitest'
import { matches } from '../../src/app/palette/palette-item.ts'
import { addressSelector, selectorName } from '../../src/features/flows/model/selector-name.ts'
import { applicationOf } from '../../src/features/map/model/selector.ts'
import { paths } from '../../src/lib/paths.ts'
import { patched } from '../../src/lib/url-state.ts'
import { rangeEnds, rangeFromUrl } from '../../src/ui/time-ranges.ts'

describe('patched', () => {
  it('sets, clears and leaves alone', () => {
    const next = patched(new URLSearchParams('q=web&sort=name&port=443'), { q: 'db', port: null })
    expect(next.toString()).toBe('q=db&sort=name')
  })
  it('leaves defaults out, so that two equal views have one address', () => {
    expect(patched(new URLSearchParams(), { last: '30d' }, { last: '30d' }).toString()).toBe('')
  })
})

describe('paths', () => {
  it('escapes what people name things', () => {
    expect(paths.rule('a/b', 'r 1')).toBe('/policies/a%2Fb?rule=r+1')
    expect(paths.traffic({ source: 'tier:shop/web', port: 8080, state: '' })).toBe(
      '/traffic?source=tier%3Ashop%2Fweb&port=8080',
    )
  })
})

describe('windows of time', () => {
  const now = Date.parse('2026-01-31T12:00:30Z')
  it('end at the next minute', () => {
    expect(rangeEnds({ kind: 'last', last: '1h' }, now)).toEqual({
      from: '2026-01-31T11:01:00.000Z',
      to: '2026-01-31T12:01:00.000Z',
    })
  })
  it('are two times when the address says so, and the usual one when it says nonsense', () => {
    expect(
      rangeFromUrl({ last: '', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }, '24h').kind,
    ).toBe('between')
    expect(
      rangeFromUrl({ last: '', from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, '24h'),
    ).toEqual({ kind: 'last', last: '24h' })
    expect(rangeFromUrl({ last: 'forever', from: '', to: '' }, '24h')).toEqual({ kind: 'last', last: '24h' })
  })
})

describe('selectors', () => {
  it('are read back', () => {
    expect(applicationOf('tier:shop/web')).toEqual({ application: 'shop', tier: 'web' })
    expect(applicationOf('tier:shop/')).toEqual({ application: 'shop', tier: null })
    expect(applicationOf('wl:vm-1')).toEqual({ application: null, tier: null })
    expect(['app:shop', 'tier:shop/web', 'bucket:external', 'tag:env:prod'].map(selectorName)).toEqual([
      'shop',
      'shop / web',
      'External',
      'env:prod',
    ])
  })
  it('are made of typed addresses only', () => {
    expect(addressSelector('10.0.0.0/8')?.id).toBe('addr:10.0.0.0/8')
    expect(addressSelector('fd00::1')?.id).toBe('addr:fd00::1')
    expect([addressSelector('shop'), addressSelector('bad')]).toEqual([null, null])
  })
})

it('the palette finds words in any order', () => {
  expect(matches('group sec', 'Security groups')).toBe(true)
  expect(matches('group host', 'Security groups')).toBe(false)
})
