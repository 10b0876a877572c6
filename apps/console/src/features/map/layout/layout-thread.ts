import type { Drawing, Places } from './drawing.ts'

export interface LayoutRequest {
  readonly number: number
  readonly drawing: Drawing
}
export interface LayoutAnswer {
  readonly number: number
  readonly places: Places
}
interface Waiting {
  readonly resolve: (places: Places) => void
  readonly reject: (error: Error) => void
}

let thread: Worker | null = null
let asked = 0
const waiting = new Map<number, Waiting>()

/** Started when it is first needed; lives as long as the tab. */
const layoutThread = (): Worker => {
  if (thread) return thread
  thread = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module', name: 'map layout' })
  thread.onmessage = ({ data: { number, places } }: MessageEvent<LayoutAnswer>) => {
    waiting.get(number)?.resolve(places)
    waiting.delete(number)
  }
  thread.onerror = ({ message }) => {
    for (const { reject } of waiting.values())
      reject(new Error(message || 'the layout could not be worked out'))
    waiting.clear()
    thread?.terminate()
    thread = null
  }
  return thread
}

export const layOutElsewhere = (drawing: Drawing): Promise<Places> =>
  new Promise((resolve, reject) => {
    asked += 1
    waiting.set(asked, { resolve, reject })
    const request: LayoutRequest = { number: asked, drawing }
    layoutThread().postMessage(request)
  })
