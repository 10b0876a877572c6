import { createListStore, type Lists } from './list-store.ts'
import type { Services } from './services.ts'

/**
 * Candidate lists as a processor reads them. The services of a list, in order, are its *sequence*; lists of very different
 * filters share a sequence. A sequence has a mask row: one byte per origin class, then one per target class, in which bit `i`
 * says whether the `i`-th service matches that class. The lowest bit that both of a packet's bytes have is the first
 * candidate that matches. Behind the last service's bit is one that is always set: it leads to "none", or to the rest.
 */
export const MOST_IN_SEQUENCE = 7

export interface Sequences {
  /** The number of the sequence of the first `length` services, at most seven. */
  readonly numberOf: (services: Int32Array, length: number) => number
  readonly count: () => number
  /** All mask rows. */
  readonly masks: () => Uint8Array
  readonly rowBytes: number
}

export function createSequences(services: Services): Sequences {
  const store = createListStore()
  const rowBytes = services.originCount + services.targetCount
  return {
    numberOf: store.numberOf,
    count: store.count,
    rowBytes,
    masks: () => {
      const masks = new Uint8Array(store.count() * rowBytes)
      for (let number = 0; number < store.count(); number += 1)
        fillRow(masks.subarray(number * rowBytes, (number + 1) * rowBytes), store.list(number), services)
      return masks
    },
  }
}

function fillRow(row: Uint8Array, sequence: Int32Array, services: Services): void {
  row.fill(1 << sequence.length)
  for (let i = 0; i < sequence.length; i += 1) {
    mark(row, services.originsOf, sequence[i] as number, 0, 1 << i)
    mark(row, services.targetsOf, sequence[i] as number, services.originCount, 1 << i)
  }
}

function mark(row: Uint8Array, { begins, items }: Lists, service: number, offset: number, bit: number): void {
  for (let at = begins[service] as number; at < (begins[service + 1] as number); at += 1) {
    const place = offset + (items[at] as number)
    row[place] = (row[place] as number) | bit
  }
}
