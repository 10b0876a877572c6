import { describe, expect, it } from 'vitest'
import { likelyNext } from '../../src/features/map/model/likely-next.ts'
import { MAP_URL } from '../../src/features/map/model/view-state.ts'
import { node } from './samples.ts'

describe('likelyNext', () => {
  it('opens and closes each node, and shows each verdict alone', () => {
    const url = { ...MAP_URL, expand: 'app:a' }
    const nodes = [node('app:a', { expanded: true }), node('app:b'), node('wl:1', { parent: 'app:a' })]
    const next = likelyNext(url, nodes)
    expect(next.slice(0, 2).map(({ expand }) => expand)).toEqual(['', 'app:a,app:b'])
    expect(next.slice(2).map(({ expand, state }) => `${expand} ${state}`)).toEqual([
      'app:a allowed',
      'app:a denied',
      'app:a unprotected',
      'app:a unknown',
    ])
  })
  it('takes a verdict off again', () => {
    expect(likelyNext({ ...MAP_URL, state: 'denied' }, []).map(({ state }) => state)).toEqual([''])
  })
  it('asks for nothing on a large map', () => {
    const nodes = Array.from({ length: 41 }, (_, index) => node(`app:a${index}`))
    expect(likelyNext(MAP_URL, nodes)).toEqual([])
  })
})
