/** Memory that grows, in which tables are laid one behind the other. Addresses are in bytes. */
export interface Arena {
  /** The address of so many bytes more, all 0, at a multiple of `align`. */
  readonly reserve: (bytes: number, align?: number) => number
  /** Views of all there is. Not to be kept over a `reserve`. */
  readonly bytes: () => Uint8Array
  readonly halves: () => Uint16Array
  readonly words: () => Int32Array
  readonly finish: () => ArrayBuffer
}

export function createArena(capacity: number): Arena {
  let buffer = new ArrayBuffer(Math.ceil(capacity / 16) * 16)
  let views = viewsOf(buffer)
  let length = 0
  return {
    reserve: (bytes, align = 4) => {
      const address = Math.ceil(length / align) * align
      length = address + bytes
      if (length > buffer.byteLength) {
        const larger = new ArrayBuffer(Math.ceil(Math.max(length, buffer.byteLength * 2) / 16) * 16)
        new Uint8Array(larger).set(views.bytes)
        buffer = larger
        views = viewsOf(buffer)
      }
      return address
    },
    bytes: () => views.bytes,
    halves: () => views.halves,
    words: () => views.words,
    // Whole vectors can be read up to the last byte.
    finish: () => buffer.slice(0, Math.ceil(length / 16) * 16),
  }
}

const viewsOf = (buffer: ArrayBuffer) => ({
  bytes: new Uint8Array(buffer),
  halves: new Uint16Array(buffer),
  words: new Int32Array(buffer),
})
