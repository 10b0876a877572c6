/** More columns than any log has: further ones are counted, but not kept. */
const KEPT = 256

/** Where the columns of one line start and end. */
export class Columns {
  readonly start = new Int32Array(KEPT)
  readonly end = new Int32Array(KEPT)
  count = 0

  /** Cuts bytes [start, end) at every `separator`; with `merge`, runs of separators cut once. */
  split(bytes: Uint8Array, start: number, end: number, separator: number, merge: boolean): void {
    let count = 0
    let first = start
    for (let index = start; index <= end; index += 1) {
      if (index < end && bytes[index] !== separator) continue
      if (!merge || index > first) {
        if (count < KEPT) {
          this.start[count] = first
          this.end[count] = index
        }
        count += 1
      }
      first = index + 1
    }
    this.count = count
  }
}
