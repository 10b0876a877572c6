/** More columns than any log has: further ones are counted, but not kept. */
const KEPT = 256

/** Where the columns of one line start and end. */
export class Columns {
  readonly start = new Int32Array(KEPT)
  readonly end = new Int32Array(KEPT)
  count = 0

  /** Cuts bytes [start, end) at every `separator`; with `merge`, runs of separators cut once. */
  split(bytes: Uint8Array, start: number, end: number, separator: number, merge: boolean): void {
    const starts = this.start
    const ends = this.end
    let count = 0
    let index = start
    for (;;) {
      const first = index
      while (index < end && bytes[index] !== separator) index += 1
      if (!merge || index > first) {
        if (count < KEPT) {
          starts[count] = first
          ends[count] = index
        }
        count += 1
      }
      if (index >= end) break
      index += 1
    }
    this.count = count
  }
}
