import { bytes } from './text.ts'

export interface Progress {
  add(bytes: number): void
  end(): void
}

const WIDTH = 30

/** A bar on a terminal, nothing where output is collected. `total` null = unknown. */
export const progressBar = (stream: NodeJS.WriteStream, total: number | null): Progress => {
  if (!stream.isTTY) return { add: () => {}, end: () => {} }
  let done = 0
  let shown = -1
  let ended = false
  const draw = (): void => {
    const share = total === null || total === 0 ? null : Math.min(1, done / total)
    const step = share === null ? Math.floor(done / 1_000_000) : Math.floor(share * 200)
    if (step === shown) return
    shown = step
    const bar =
      share === null
        ? ''
        : `[${'='.repeat(Math.round(share * WIDTH)).padEnd(WIDTH)}] ${Math.round(share * 100)} % `
    stream.write(`\r${bar}${bytes(done)} sent\u001b[K`)
  }
  return {
    add: (count) => {
      done += count
      draw()
    },
    end: () => {
      if (!ended) stream.write('\r\u001b[K')
      ended = true
    },
  }
}
