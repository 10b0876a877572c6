/**
 * Port -> number, in pages of 256 of which equal ones are stored once: `entries[pages[port >>> 8] + (port & 255)]`. Ports
 * that filters name are few and near each other, so the whole stays in the first cache.
 */
export interface PortTable {
  readonly pages: Int32Array
  readonly entries: Int32Array
}

/** @param numberOf of each of the 65,536 ports */
export function buildPortTable(numberOf: (port: number) => number): PortTable {
  const pages = new Int32Array(256)
  const entries: number[] = []
  const known = new Map<string, number>()
  for (let page = 0; page < 256; page += 1) {
    const numbers = Array.from({ length: 256 }, (_, i) => numberOf(page * 256 + i))
    const key = numbers.join()
    let offset = known.get(key)
    if (offset === undefined) {
      offset = entries.length
      known.set(key, offset)
      for (const number of numbers) entries.push(number)
    }
    pages[page] = offset
  }
  return { pages, entries: Int32Array.from(entries) }
}
