import { once } from 'node:events'

/** Writes lines in pieces and waits when the reader is slow, so that any number of them takes little memory. */
export const lineWriter = (stream: NodeJS.WritableStream) => {
  let pending: string[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    if (size === 0) return
    const text = pending.join('')
    pending = []
    size = 0
    if (!stream.write(text)) await once(stream, 'drain')
  }
  return {
    line: async (text: string): Promise<void> => {
      pending.push(text, '\n')
      size += text.length + 1
      if (size > 65_536) await flush()
    },
    flush,
  }
}
