import type { Arena } from './arena.ts'
import type { FilterParts } from './filter-parts.ts'
import { LIST, LIST_BYTES, NO_FILTER, PLACES, ROW_LINK } from './layout.ts'
import { buildMatchRows, type MatchRows } from './match-rows.ts'
import { createSequences, MOST_IN_SEQUENCE, type Sequences } from './sequences.ts'

/** Where a list stands: the addresses of its mask row and of its answers. */
interface Place {
  readonly masks: number
  readonly answers: number
}

/** Lays candidate lists out, each when it is first asked for. */
export interface ListPlacer {
  readonly place: (number: number) => Place
  /** The address of the two words that say where a list stands. */
  readonly listAt: (number: number) => number
  /** The same for lists that stand in a row. */
  readonly listsAt: (numbers: Int32Array) => number
  /** Is there any row of first matches? */
  readonly hasRows: boolean
}

/** Lists from here on become rows of first matches, if these stay below so many entries altogether. */
const LONG = 4 * MOST_IN_SEQUENCE
const MOST_LONG_ENTRIES = 1_000_000
/** Bytes of mask rows. */
const MOST_MASK_BYTES = 2 ** 27

/** @returns null where masks or rows would be too large */
export function createListPlacer(arena: Arena, parts: FilterParts): ListPlacer | null {
  const { lists, services } = parts
  const count = lists.begins.length - 1
  const filtersOf = (number: number): Int32Array =>
    lists.items.subarray(lists.begins[number] as number, lists.begins[number + 1] as number)
  const rows = chooseRows(parts, filtersOf)
  if (rows === null) return null
  const rowAddress = packRows(arena, parts, rows)

  const sequences = createSequences(services)
  const scratch = new Int32Array(MOST_IN_SEQUENCE)
  const sequenceOf = (filters: Int32Array): number => {
    for (let i = 0; i < filters.length; i += 1)
      scratch[i] = services.serviceOf[filters[i] as number] as number
    return sequences.numberOf(scratch, filters.length)
  }
  const isRow = (number: number): boolean => rows.rowOf.has(number) && filtersOf(number).length > LONG
  // All sequences are known before any mask row is placed.
  sequenceOf(new Int32Array(0))
  for (let number = 0; number < count; number += 1) {
    const filters = filtersOf(number)
    if (!isRow(number))
      for (let at = 0; at < filters.length; at += MOST_IN_SEQUENCE)
        sequenceOf(filters.subarray(at, at + MOST_IN_SEQUENCE))
  }
  if (sequences.count() * sequences.rowBytes > MOST_MASK_BYTES) return null
  const firstMask = packMasks(arena, sequences)

  /** @param last what follows: no filter, or a link */
  const placeAnswers = (filters: Int32Array, last: number): Place => {
    const answers = arena.reserve((filters.length + 1) * 4)
    const words = arena.words()
    words.set(filters, answers >>> 2)
    words[(answers >>> 2) + filters.length] = last
    return { masks: firstMask + sequenceOf(filters) * sequences.rowBytes, answers }
  }
  const placeList = ({ masks, answers }: Place, address: number): number => {
    const words = arena.words()
    words[(address + LIST.masks) >>> 2] = masks
    words[(address + LIST.answers) >>> 2] = answers
    return address
  }
  const placeNew = (number: number): Place => {
    if (isRow(number)) return placeAnswers(new Int32Array(0), ~(rowAddress(number) | ROW_LINK))
    const filters = filtersOf(number)
    let begin = Math.floor(Math.max(0, filters.length - 1) / MOST_IN_SEQUENCE) * MOST_IN_SEQUENCE
    let placed = placeAnswers(filters.subarray(begin), NO_FILTER)
    while (begin > 0) {
      const link = ~placeList(placed, arena.reserve(LIST_BYTES))
      placed = placeAnswers(filters.subarray(begin - MOST_IN_SEQUENCE, begin), link)
      begin -= MOST_IN_SEQUENCE
    }
    return placed
  }
  const places: (Place | undefined)[] = []
  const place = (number: number): Place => {
    const known = places[number]
    if (known !== undefined) return known
    const made = placeNew(number)
    places[number] = made
    return made
  }
  const addresses: (number | undefined)[] = []
  const listAt = (number: number): number => {
    const known = addresses[number]
    if (known !== undefined) return known
    const address = placeList(place(number), arena.reserve(LIST_BYTES))
    addresses[number] = address
    return address
  }
  const listsAt = (numbers: Int32Array): number => {
    const placed = Array.from(numbers, place)
    const address = arena.reserve(numbers.length * LIST_BYTES)
    for (const [i, each] of placed.entries()) placeList(each, address + i * LIST_BYTES)
    return address
  }
  return { place, listAt, listsAt, hasRows: rows.rowOf.size > 0 }
}

interface ChosenRows {
  readonly match: MatchRows
  /** By list number the number of its row. */
  readonly rowOf: ReadonlyMap<number, number>
}

/** Rows for the wide lists, and for long ones where that is not too much. */
function chooseRows(
  { wide, lists, services }: FilterParts,
  filtersOf: (number: number) => Int32Array,
): ChosenRows | null {
  const always = new Set(wide)
  const long: number[] = []
  for (let number = 0; number + 1 < lists.begins.length; number += 1)
    if (filtersOf(number).length > LONG && !always.has(number)) long.push(number)
  const choose = (numbers: readonly number[]): ChosenRows | null => {
    const match = buildMatchRows(numbers.map(filtersOf), services, NO_FILTER)
    return match === null ? null : { match, rowOf: new Map(numbers.map((number, row) => [number, row])) }
  }
  const all = long.length === 0 ? null : choose([...always, ...long])
  if (all !== null && all.match.size * long.length <= MOST_LONG_ENTRIES) return all
  return choose(wide.some((number) => number !== 0) ? [...always] : [])
}

/** @returns the address of a list's row */
function packRows(
  arena: Arena,
  { wide, services }: FilterParts,
  { match, rowOf }: ChosenRows,
): (list: number) => number {
  if (rowOf.size === 0) return () => 0
  const first = arena.reserve(match.rows.length * 4)
  const origins = arena.reserve(match.originOffset.length * 4)
  const targets = arena.reserve(match.targetOffset.length * 4)
  const words = arena.words()
  words.set(match.rows, first >>> 2)
  for (const [i, offset] of match.originOffset.entries()) words[(origins >>> 2) + i] = offset * 4
  for (const [i, offset] of match.targetOffset.entries()) words[(targets >>> 2) + i] = offset * 4
  words[PLACES.wideOrigins >>> 2] = origins
  // A target class is numbered behind the origin classes.
  words[PLACES.wideTargets >>> 2] = targets - services.originCount * 4
  const addressOf = (list: number): number => first + (rowOf.get(list) ?? 0) * match.size * 4
  for (const [i, list] of wide.entries()) words[(PLACES.wide >>> 2) + i] = addressOf(list)
  return addressOf
}

function packMasks(arena: Arena, sequences: Sequences): number {
  const masks = sequences.masks()
  const first = arena.reserve(masks.length)
  arena.bytes().set(masks, first)
  return first
}
