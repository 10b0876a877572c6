import type { Arena } from './arena.ts'
import { PLACES } from './layout.ts'
import type { Services } from './services.ts'

const PAGE = 256

/** Protocol and ports to classes. */
export function packServices(arena: Arena, services: Services): void {
  const { origins, originCount, protocolOf, sourcePorts, sourcePortOf, targetOf } = services
  const rows = arena.reserve(origins.length * 2)
  arena.halves().set(origins, rows >>> 1)
  for (let protocol = 0; protocol < 256; protocol += 1)
    arena.words()[(PLACES.protocols >>> 2) + protocol] =
      rows + (protocolOf[protocol] as number) * sourcePorts * 2
  packPages(arena, PLACES.sourcePorts, sourcePortOf, (number) => number * 2)
  packPages(arena, PLACES.destinationPorts, targetOf, (number) => originCount + number)
}

function packPages(
  arena: Arena,
  pages: number,
  numberOf: Uint16Array,
  entryOf: (number: number) => number,
): void {
  /** Pages of a single number, as most are. */
  const even = new Map<number, number>()
  for (let page = 0; page < 65_536 / PAGE; page += 1) {
    const begin = page * PAGE
    const first = numberOf[begin] as number
    let same = 1
    while (same < PAGE && numberOf[begin + same] === first) same += 1
    let address = same === PAGE ? even.get(first) : undefined
    if (address === undefined) {
      address = arena.reserve(PAGE * 2)
      const halves = arena.halves()
      for (let i = 0; i < PAGE; i += 1) halves[(address >>> 1) + i] = entryOf(numberOf[begin + i] as number)
      if (same === PAGE) even.set(first, address)
    }
    arena.words()[(pages >>> 2) + page] = address
  }
}
