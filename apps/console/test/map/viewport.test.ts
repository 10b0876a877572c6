import { describe, expect, it } from 'vitest'
import { viewportFor, viewportNear } from '../../src/features/map/model/viewport.ts'

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

describe('viewportNear', () => {
  it('has the whole of a large node in the middle', () => {
    const { x, y, zoom } = viewportNear({ x: 2_000, y: 1_000, width: 3_000, height: 500 }, frame)
    expect(zoom).toBeCloseTo(952 / 3_000)
    expect(3_500 * zoom + x).toBeCloseTo(500)
    expect(1_250 * zoom + y).toBeCloseTo(300)
  })
  it('comes no nearer to a small one than can be read', () => {
    expect(viewportNear({ x: 0, y: 0, width: 200, height: 60 }, frame).zoom).toBe(0.7)
  })
})
