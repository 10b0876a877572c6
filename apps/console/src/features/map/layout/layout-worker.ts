import { arrange } from './arrange.ts'
import type { LayoutAnswer, LayoutRequest } from './layout-thread.ts'

self.onmessage = ({ data: { number, drawing } }: MessageEvent<LayoutRequest>) => {
  const answer: LayoutAnswer = { number, places: arrange(drawing) }
  self.postMessage(answer)
}
