import { PAGE, ROOT } from './address-tree.ts'

/**
 * The places of the tables in an image, in bytes. They are the same in every image as far as they are named here, so that one
 * program serves all; everything else is found by addresses, counted from the start of the image, in these.
 *
 * | table | is |
 * | --- | --- |
 * | protocols | by protocol the address of its row of origin classes: 16 bits by source port number |
 * | source ports, destination ports | by upper byte the address of a page of 256 entries of 16 bits: a port's number, twice; a target class |
 * | wide | by eighth of the source and of the destination the address of a row of first matches |
 * | roots | the address trees' */
export const PLACES = {
  protocols: 0,
  sourcePorts: 1_024,
  destinationPorts: 2_048,
  wide: 3_072,
  /** Where nodes begin, in bytes from the first unit: what is before is records. */
  firstNode: 3_328,
  /** By origin class, and by target class, the offset in a row of first matches. */
  wideOrigins: 3_332,
  wideTargets: 3_336,
  sourceRoot: 4_096,
} as const

/** Entries of trees take 2 bytes, or 4 where there are too many of them. */
export type EntryBytes = 2 | 4
export const destinationRoot = (entryBytes: EntryBytes): number => PLACES.sourceRoot + ROOT * entryBytes

/** An entry counts units of 16 bytes from here on: a record is one. */
export const unitsAt = (entryBytes: EntryBytes): number => PLACES.sourceRoot + 2 * ROOT * entryBytes
export const UNIT = 16
export const nodeUnits = (entryBytes: EntryBytes): number => (entryBytes === 2 ? 2 : 3)
export const pageUnits = (entryBytes: EntryBytes): number => (PAGE * entryBytes) / UNIT

/**
 * What an address leads to, four words: the address of its head lists, and what of the other address's eighth, times 8, to add to it; then of a
 * source the address of its row in the pair table, of a destination the offset in such a row.
 */
export const RECORD = { heads: 0, eighths: 4, pair: 8 } as const

/** A list of candidates, two words: the addresses of its mask row and of its answers. */
export const LIST = { masks: 0, answers: 4 } as const
export const LIST_BYTES = 8

/** A cell of the pair table, three words: the address of the row that it is of, then the list. */
export const CELL = { owner: 0, masks: 4, answers: 8 } as const
export const CELL_BYTES = 12

/** The answer that stands for no filter: larger than any other, and every bit below the sign and the next is set. */
export const NO_FILTER = 0x3fffffff

/**
 * An answer below 0 is the complement of where to go on: the address of a list, or, with the lowest bit set, that of a row of
 * first matches.
 */
export const ROW_LINK = 1
