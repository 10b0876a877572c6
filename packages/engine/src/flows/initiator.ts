import type { Draft } from './draft.ts'
import { isPortProtocol } from './protocols.ts'
import { TupleTable } from './scan/tuple-table.ts'

/** What a record says itself about who sent it. */
export type Hint = 'initiator' | 'responder' | 'unknown'

/** Well-known services among the ephemeral ports. */
const HIGH_SERVICES: ReadonlySet<number> = new Set([
  33_060, 44_818, 47_808, 50_000, 50_051, 51_820, 61_613, 61_616,
])
const EPHEMERAL = 32_768
/** How many pairs are remembered; after that rule 2 learns no new ones, and memory stays bounded. */
const REMEMBERED = 1 << 20

const isService = (port: number): boolean => port < EPHEMERAL || HIGH_SERVICES.has(port)

/**
 * Turns one-way records so that the source is the side that opened the connection. The first of these that applies:
 *
 *  1. The record says it: a SYN without ACK comes from the initiator, a SYN with ACK from the responder, and an observer
 *     that marks replies is believed.
 *  2. An earlier record of the same pair of endpoints has told, by rule 1 or 4.
 *  3. The lower port is the server's; of two ephemeral ports, one that is a well-known service.
 *  4. Equal ports (NTP, IKE, ICMP without a type, protocols without ports): whoever was seen sending first.
 *
 * Rules 2 to 4 give both directions of a conversation the same orientation, so a reply never makes a second edge.
 */
export class Orientation {
  readonly #pairs = new TupleTable(11)
  /** For each pair: 1 when its higher end opened, 0 when its lower did. */
  readonly #higherOpened = new Uint8Array(REMEMBERED)

  /** Reverses the draft when its source is the side that answered; tells whether it did. */
  apply(draft: Draft, hint: Hint): boolean {
    const reply = this.#isReply(draft, hint)
    if (reply) draft.reverse()
    return reply
  }

  #isReply(draft: Draft, hint: Hint): boolean {
    const { sourcePort, port } = draft
    const tie = sourcePort === port
    if (hint !== 'unknown') {
      const reply = hint === 'responder'
      if (isPortProtocol(draft.protocol)) this.#remember(this.#pairOf(draft) !== reply)
      return reply
    }
    if (tie || this.#pairs.size > 0) {
      const sourceIsHigher = this.#pairOf(draft)
      const known = this.#pairs.find()
      if (known >= 0) return (this.#higherOpened[known] === 1) !== sourceIsHigher
      if (tie) {
        this.#remember(sourceIsHigher)
        return false
      }
    }
    return isService(sourcePort) === isService(port) ? sourcePort < port : isService(sourcePort)
  }

  /** Lays the pair, lower end first, into the table's tuple; tells whether the source is the higher end. */
  #pairOf({ addresses, sourcePort, port, protocol, sourceFamily, destinationFamily }: Draft): boolean {
    let order = 0
    for (let index = 0; index < 4 && order === 0; index += 1) {
      order = (addresses[index] as number) - (addresses[index + 4] as number)
    }
    if (order === 0) order = sourcePort - port
    const higher = order > 0
    const { tuple } = this.#pairs
    for (let index = 0; index < 4; index += 1) {
      tuple[index] = addresses[higher ? index + 4 : index] as number
      tuple[index + 4] = addresses[higher ? index : index + 4] as number
    }
    tuple[8] = higher ? port : sourcePort
    tuple[9] = higher ? sourcePort : port
    tuple[10] = protocol | (sourceFamily << 8) | (destinationFamily << 12)
    return higher
  }

  #remember(higherOpened: boolean): void {
    const known = this.#pairs.size < REMEMBERED ? this.#pairs.upsert() : this.#pairs.find()
    if (known >= 0) this.#higherOpened[known] = higherOpened ? 1 : 0
  }
}
