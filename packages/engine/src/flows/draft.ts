export const NO_VERDICT = 0
export const ALLOWED = 1
export const DENIED = 2

/** The record being read: one object for a whole import, filled anew for every line. Names are numbers of `Names`. */
export class Draft {
  /** Source in words 0 to 3, destination in 4 to 7. */
  readonly addresses = new Uint32Array(8)
  /** 4 or 6 once read. */
  sourceFamily = 0
  destinationFamily = 0
  protocol = 0
  sourcePort = 0
  port = 0
  verdict = NO_VERDICT
  sessions = 1
  bytes = 0
  packets = 0
  firstSeen = 0
  lastSeen = 0
  sourceName = 0
  destinationName = 0
  appId = 0
  user = 0
  process = 0

  clear(): void {
    this.sourceFamily = 0
    this.destinationFamily = 0
    this.protocol = 0
    this.sourcePort = 0
    this.port = 0
    this.verdict = NO_VERDICT
    this.sessions = 1
    this.bytes = 0
    this.packets = 0
    this.firstSeen = 0
    this.lastSeen = 0
    this.sourceName = 0
    this.destinationName = 0
    this.appId = 0
    this.user = 0
    this.process = 0
  }

  /** Exchanges the two ends: what was read came from the side that answered. */
  reverse(): void {
    const { addresses } = this
    for (let index = 0; index < 4; index += 1) {
      const word = addresses[index] as number
      addresses[index] = addresses[index + 4] as number
      addresses[index + 4] = word
    }
    const { sourceFamily, sourcePort, sourceName } = this
    this.sourceFamily = this.destinationFamily
    this.destinationFamily = sourceFamily
    this.sourcePort = this.port
    this.port = sourcePort
    this.sourceName = this.destinationName
    this.destinationName = sourceName
  }
}
