import { describe, expect, it } from 'vitest'
import { viewportFor } from '../../src/features/map/model/viewport.ts'

const frame = { width: 1_000, height: 600 }
const now = { x: 0, y: 0, zoom: 1 }

describe('viewportFor', () => {
  it('leaves the map alone when what was opened is in view', () => {
    expect(viewportFor({ x: 100, y: 100, width: 300, height: 200 }, now, frame)).toBeNull()
  })
  it('slides by as little as needed', () => {
    expect(viewportFor({ x: 900, y: 100, width: 300, height: 200 }, now, frame)).toEqual({
      x: -224,
      y: 0,
      zoom: 1,
    })
    expect(viewportFor({ x: -50, y: -10, width: 300, height: 200 }, now, frame)).toEqual({
      x: 74,
      y: 34,
      zoom: 1,
    })
  })
  it('zooms out when it is too large, and never in', () => {
    const next = viewportFor({ x: 0, y: 0, width: 1_904, height: 100 }, now, frame)
    expect(next?.zoom).toBeCloseTo(0.5)
    expect(viewportFor({ x: 0, y: 0, width: 10, height: 10 }, { ...now, zoom: 0.4 }, frame)?.zoom).toBe(0.4)
  })
})
