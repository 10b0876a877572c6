import type { AddressTree, TreeNodes } from './address-tree.ts'
import type { PairTable } from './displace.ts'
import type { Lists } from './list-store.ts'
import type { Services } from './services.ts'

/** Per class of a side that filters with one wide span have: eight lists by the other address's eighth, where they differ. */
export interface HeadLists {
  /** List numbers. */
  readonly lists: Int32Array
  /** By class the place in `lists` of its list, or of its eight. */
  readonly begins: Int32Array
}

/** One side of the packet: its address leads to a record, a pair of a head class and a class of the pair table. */
export interface Side {
  readonly tree: AddressTree
  readonly headOf: Int32Array
  readonly pairOf: Int32Array
  readonly heads: HeadLists
}

/**
 * Filters as tables. They fall into four parts by which of their two address spans are wide, that is, made of whole eighths
 * of the address space: what is wide is told by three bits of the address, and what is narrow leaves few candidates.
 */
export interface FilterParts {
  readonly services: Services
  /** All candidate lists, by number. */
  readonly lists: Lists
  readonly nodes: TreeNodes
  /** Its heads: narrow source, wide destination. */
  readonly source: Side
  /** Its heads: wide source, narrow destination. The values of its tree follow those of the source's. */
  readonly destination: Side
  /** Both spans wide: list by eighth of the source, then of the destination. */
  readonly wide: Int32Array
  /** Both narrow. */
  readonly pairs: PairTable
}
